import { Link } from "@remix-run/react";
import { withQuery } from "./hrefs.ts";

/** A file that no bundle had, and the question that is answered less well without it. */
type MissingExport = { id: string; path: string; without: string; question: string | null; scopes: string[] };

/** What is missing for which question, each with the file that would bring it. */
export function MissingExports({ missing }: { missing: MissingExport[] }) {
  return (
    <ul className="panel divide-y divide-line" aria-label="What is missing">
      {missing.map(({ id, path, without, question, scopes }) => (
        <li key={id} className="grid gap-x-6 gap-y-1 px-3 py-2.5 text-data lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="min-w-0">
            <p>{without}</p>
            {question === null ? null : (
              <p className="text-xs text-ink-soft">
                Needed for:{" "}
                <Link to={question.includes("…") ? "/ask" : withQuery("/ask", { question })} className="link">
                  {question}
                </Link>
              </p>
            )}
          </div>
          <p className="min-w-0 text-xs text-ink-mute wrap-anywhere">
            <code className="code">{path}</code> was not in the last bundle of {scopes.slice(0, 3).join(", ")}
            {scopes.length > 3 ? ` and ${scopes.length - 3} more` : ""}
          </p>
        </li>
      ))}
    </ul>
  );
}
