import { redirect } from "@remix-run/node";
import { signOut } from "../http/issuer-sign-in.server.ts";
import { publicPage } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";

/** Ends the session. */
export const action = publicPage({
  query: NoParams,
  handler: ({ context, request }) => signOut(context, request),
});

/** A link cannot sign anybody out: only the button posts. */
export function loader(): Response {
  return redirect("/");
}
