import { plural } from "./words.ts";

/** Sources of which nothing was read, with the questions that need them. */
export function MissingSources({ missing }: { missing: { source: string; questions: string[] }[] }) {
  return (
    <ul className="panel divide-y divide-line" aria-label="Sources that were never read">
      {missing.map(({ source, questions }) => (
        <li key={source} className="px-3 py-2.5 text-data">
          <p>
            Nothing of <span className="font-medium">{source}</span> was read yet.
          </p>
          <details className="text-xs text-ink-soft">
            <summary className="w-fit rounded text-accent">
              {plural(questions.length, "question needs it", "questions need it")}
            </summary>
            <ul className="mt-1 list-disc pl-5">
              {questions.map((question) => (
                <li key={question}>{question}</li>
              ))}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  );
}
