import { redirect } from "@remix-run/node";
import { z } from "zod";
import { publicPage } from "../http/route.server.ts";
import { ownPath } from "../http/session.server.ts";
import { NoParams } from "../model/filters.ts";
import { THEMES, themeCookie } from "../ui/theme.ts";

const ThemeForm = z.strictObject({
  theme: z.enum(THEMES, { error: `one of ${THEMES.join(", ")}` }),
  next: z.string().max(4_000).optional(),
});

/** Remembers the theme and goes back to where one was. */
export const action = publicPage({
  query: NoParams,
  form: ThemeForm,
  handler: async ({ form, context }) => {
    const isSecure = context.oidc?.publicUrl.startsWith("https:") ?? false;
    return redirect(ownPath(form.next), { headers: { "set-cookie": themeCookie(form.theme, isSecure) } });
  },
});

/** Nothing to look at here. */
export function loader(): Response {
  return redirect("/");
}
