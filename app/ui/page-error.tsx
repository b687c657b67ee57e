import { isRouteErrorResponse, Link, useLocation, useRouteError } from "@remix-run/react";
import { withQuery } from "./hrefs.ts";

type Problem = { title: string; help: string; detail: string | null; traceId: string | null };

const WORDS: Record<number, { title: string; help: string }> = {
  400: {
    title: "This address is not right",
    help: "A filter or a parameter in the address has a value that does not exist. Go back, or start again from the list.",
  },
  403: {
    title: "Your role may not see this",
    help: "Sign in with a role that may, or ask an administrator of your organisation.",
  },
  404: {
    title: "There is nothing here",
    help: "The address is wrong, or what it named has been merged, split or removed since. Search for it by name.",
  },
  503: {
    title: "The database does not answer",
    help: "Nothing is lost. Wait a moment and load the page again; when it stays so, look at /api/health and the server's log.",
  },
};

const UNEXPECTED = {
  title: "Something went wrong",
  help: "The server could not finish this page. The log holds the cause under the trace id below.",
};

function textOf(data: unknown, key: string): string | null {
  if (typeof data !== "object" || data === null || !(key in data)) return null;
  const value: unknown = Reflect.get(data, key);
  return typeof value === "string" && value !== "" ? value : null;
}

/** What a thrown route error means in words; the details come from the problem document that the wrapper throws. */
export function describeError(error: unknown): Problem & { status: number } {
  if (!isRouteErrorResponse(error)) return { status: 500, ...UNEXPECTED, detail: null, traceId: null };
  return {
    status: error.status,
    ...(WORDS[error.status] ?? UNEXPECTED),
    detail: textOf(error.data, "detail"),
    traceId: textOf(error.data, "traceId"),
  };
}

/** The error boundary of a page: the problem in words, what to do, and the trace id to look for in the log. */
export function PageError() {
  const problem = describeError(useRouteError());
  const location = useLocation();
  return (
    <div className="mx-auto flex max-w-xl flex-col gap-3 py-10">
      <p className="text-xs font-medium text-ink-mute">Error {problem.status}</p>
      <h1 className="text-xl font-semibold tracking-tight">{problem.title}</h1>
      {problem.detail ? <p className="panel px-3 py-2 text-data wrap-anywhere">{problem.detail}</p> : null}
      <p className="text-ink-soft">{problem.help}</p>
      <div className="flex flex-wrap gap-2">
        <Link to="/" className="button" data-tone="primary">
          Go to the overview
        </Link>
        {problem.status === 403 ? (
          <Link to={withQuery("/sign-in", { next: `${location.pathname}${location.search}` })} className="button">
            Sign in with another role
          </Link>
        ) : (
          <a href={`${location.pathname}${location.search}`} className="button">
            Load again
          </a>
        )}
      </div>
      {problem.traceId ? (
        <p className="text-xs text-ink-mute">
          Trace id <code className="code">{problem.traceId}</code>
        </p>
      ) : null}
    </div>
  );
}
