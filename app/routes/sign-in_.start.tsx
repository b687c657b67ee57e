import { z } from "zod";
import { beginSignIn } from "../http/issuer-sign-in.server.ts";
import { publicPage } from "../http/route.server.ts";
import { ownPath } from "../http/session.server.ts";

export { SignInError as ErrorBoundary } from "../ui/sign-in-error.tsx";

/** The way to the issuer. */
export const loader = publicPage({
  query: z.strictObject({ next: z.string().max(2_000).optional() }),
  handler: ({ context, query }) => beginSignIn(context, ownPath(query.next)),
});

/** Never seen: the loader leads on, or the error is shown. */
export default function SignInStart() {
  return null;
}
