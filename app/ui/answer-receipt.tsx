import type { ShownAnswer } from "../model/chat.ts";
import { CopyButton } from "./copy-button.tsx";
import { Facts } from "./facts.tsx";
import { Section } from "./page.tsx";
import { ScopeTable } from "./scope-table.tsx";
import { Time } from "./time.tsx";

/** What it takes to trust an answer: what was assumed, how fresh it is, and the statement that was run. */
export function AnswerReceipt({ answer }: { answer: ShownAnswer }) {
  const { plan, sql, values, tables, definitions, assumptions, asOf, sources } = answer;
  const incomplete = sources.filter(({ complete }) => !complete);
  return (
    <>
      <Section title="Receipt" note="how this answer came about">
        <Facts
          facts={[
            { name: "Written by", value: plan.by === "catalogue" ? "The catalogue of vetted questions" : plan.model },
            { name: "Effective access worked out", value: asOf === null ? null : <Time iso={asOf} exact /> },
            {
              name: "Incomplete sources",
              value: incomplete.length === 0 ? "None" : incomplete.map(({ scope }) => scope).join(", "),
            },
            { name: "Tables read", value: tables.join(", ") },
          ]}
        />
        <Words title="Assumed" entries={assumptions.map((text) => ({ key: text, text }))} />
        <Words title="Words" entries={definitions.map(({ term, meaning }) => ({ key: term, term, text: meaning }))} />
        <Statement sql={sql} values={values} />
      </Section>
      {sources.length === 0 ? null : (
        <Section title="Sources" note="as they were read last">
          <ScopeTable scopes={sources} />
        </Section>
      )}
    </>
  );
}

function Words(props: { title: string; entries: { key: string; term?: string; text: string }[] }) {
  if (props.entries.length === 0) return null;
  return (
    <div className="panel px-3 py-2.5 text-data">
      <h3 className="mb-1 text-xs text-ink-mute">{props.title}</h3>
      <ul className="flex flex-col gap-1">
        {props.entries.map(({ key, term, text }) => (
          <li key={key} className="max-w-4xl wrap-anywhere">
            {term === undefined ? null : <span className="font-medium">{term}: </span>}
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Statement({ sql, values }: Pick<ShownAnswer, "sql" | "values">) {
  return (
    <details className="panel">
      <summary className="px-3 py-2 text-data text-accent">SQL{values.length === 0 ? "" : " with its values"}</summary>
      <div className="flex flex-col items-start gap-2 px-3 pb-3">
        <SqlBlock sql={sql} />
        {values.length === 0 ? null : (
          <ol className="flex flex-col gap-0.5 text-xs" aria-label="Values of the statement">
            {values.map(({ name, value }, at) => (
              <li key={name} className="wrap-anywhere">
                <code className="code">${at + 1}</code> {name.replaceAll("_", " ")}:{" "}
                {value === null ? "none" : typeof value === "string" ? value : JSON.stringify(value)}
              </li>
            ))}
          </ol>
        )}
      </div>
    </details>
  );
}

/** A statement to read and to copy. */
export function SqlBlock({ sql }: { sql: string }) {
  return (
    <div className="flex w-full min-w-0 flex-col items-start gap-2">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="max-h-96 w-full overflow-auto rounded-md bg-raised p-3 font-mono text-xs">
        {sql}
      </pre>
      <CopyButton text={sql} label="Copy SQL" />
    </div>
  );
}
