import { Link } from "@remix-run/react";
import type { RuleTally } from "../model/findings.ts";
import { Tag } from "./badges.tsx";
import { SeverityTag } from "./finding-marks.tsx";
import { withQuery } from "./hrefs.ts";
import { countWords } from "./words.ts";

/** Every rule with the number of its open findings, as a link to them; rules without any come last and are quiet. */
export function Attention({ tallies }: { tallies: RuleTally[] }) {
  const ordered = [...tallies.filter(({ open }) => open > 0), ...tallies.filter(({ open }) => open === 0)];
  return (
    <ul className="grid gap-2 sm:grid-cols-2 xl:grid-cols-3" aria-label="What deserves attention">
      {ordered.map(({ rule, open, accepted, unconfirmed, failure }) => (
        <li key={rule.id}>
          <Link
            to={withQuery("/findings", { rule: rule.id })}
            prefetch="intent"
            className="panel flex h-full items-start gap-3 px-3 py-2.5 hover:bg-raised"
          >
            <span
              className={`w-10 shrink-0 sm:w-14 text-right text-2xl leading-7 font-semibold tracking-tight ${open === 0 ? "text-ink-mute" : ""}`}
            >
              {countWords(open)}
            </span>
            <span className="flex min-w-0 flex-col gap-0.5">
              <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-data font-medium">
                {rule.name}
                {open === 0 ? null : <SeverityTag severity={rule.severity} />}
              </span>
              <span className="text-xs text-ink-mute">{rule.question}</span>
              <span className="flex flex-wrap gap-1 empty:hidden">
                {accepted === 0 ? null : <Tag>{`${countWords(accepted)} accepted`}</Tag>}
                {unconfirmed === 0 ? null : <Tag tone="write">{`${countWords(unconfirmed)} not confirmed`}</Tag>}
                {failure === null ? null : <Tag tone="bad">Could not be evaluated</Tag>}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
