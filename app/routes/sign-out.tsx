import { redirect } from "@remix-run/node";
import { publicPage } from "../http/route.server.ts";
import { signOutCookie } from "../http/session.server.ts";
import { NoParams } from "../model/filters.ts";

/** Ends the session. */
export const action = publicPage({
  query: NoParams,
  handler: async ({ context, request }) =>
    redirect("/sign-in", { headers: { "set-cookie": await signOutCookie(context, request) } }),
});

/** A link cannot sign anybody out: only the button posts. */
export function loader(): Response {
  return redirect("/");
}
