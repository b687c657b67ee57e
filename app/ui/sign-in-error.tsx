import { useRouteError } from "@remix-run/react";
import { describeError } from "./page-error.tsx";

const WORDS: Record<number, { title: string; help: string }> = {
  400: { title: "This sign-in does not go on", help: "Nothing happened to your account." },
  403: {
    title: "You have no access to Alxderia",
    help: "Once your groups are right, sign in again. To use another account, sign out at the issuer first.",
  },
  503: {
    title: "The sign-in service does not answer",
    help: "Your account is fine. Wait a moment and try again; whoever is signed in already stays so.",
  },
};

/** Why nobody was signed in, and the way to try again. */
export function SignInError() {
  const problem = describeError(useRouteError());
  const { title, help } = WORDS[problem.status] ?? problem;
  return (
    <main id="main" className="mx-auto flex max-w-xl flex-col gap-3 px-4 py-10">
      <p className="text-xs font-medium text-ink-mute">Error {problem.status}</p>
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      {problem.detail ? <p className="panel px-3 py-2 text-data wrap-anywhere">{problem.detail}</p> : null}
      <p className="text-ink-soft">{help}</p>
      <div>
        <a href="/sign-in" className="button" data-tone="primary">
          Try again
        </a>
      </div>
      {problem.traceId ? (
        <p className="text-xs text-ink-mute">
          Trace id <code className="code">{problem.traceId}</code>
        </p>
      ) : null}
    </main>
  );
}
