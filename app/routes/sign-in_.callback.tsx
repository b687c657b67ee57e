import { z } from "zod";
import { finishSignIn } from "../http/issuer-sign-in.server.ts";
import { publicPage } from "../http/route.server.ts";

export { SignInError as ErrorBoundary } from "../ui/sign-in-error.tsx";

/** The way back from the issuer. What it sends along is its own matter, and read by the sign-in. */
export const loader = publicPage({
  query: z.object({}),
  handler: ({ context, request }) => finishSignIn(context, request),
});

/** Never seen: the loader leads on, or the error is shown. */
export default function SignInCallback() {
  return null;
}
