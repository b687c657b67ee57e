import { findQuestion } from "../ask/catalogue/index.ts";
import { bindStatement } from "../ask/statement-text.ts";
import type { AnswerColumn } from "../model/answer.ts";
import type { Rule } from "./rules/rule.ts";

/** Rows that a finding keeps of what was found; it also keeps how many there were. */
const MOST_EVIDENCE = 20;

/** What a system's facts come from. Access in Google Cloud and by Identity Center goes through Workspace groups and people. */
const SOURCES_OF = [
  ["github", ["github"]],
  ["aws_identity_center", ["aws", "google-workspace"]],
  ["aws", ["aws"]],
  ["gcp", ["gcp", "google-workspace"]],
  ["google_workspace", ["google-workspace", "gcp"]],
] as const;

/** What a rule asks, as a statement with `$n`, and what its rows look like. */
export type AskedByRule = {
  sql: string;
  values: (string | number)[];
  columns: readonly AnswerColumn[];
  sources: readonly string[];
};

/** @throws when the rule names no question of the catalogue that the analyst's role can be asked */
export function askedBy(rule: Rule): AskedByRule {
  if ("sql" in rule.asks) return { ...rule.asks, values: [] };
  const question = findQuestion(rule.asks.questionId);
  if (question?.kind !== "answerable" || question.role !== "analyst") {
    throw new Error(
      `rule ${rule.id} asks ${JSON.stringify(rule.asks.questionId)}, which the analyst's role cannot ask`,
    );
  }
  const { text, values } = bindStatement(question, rule.asks.slots ?? {});
  return { sql: text, values: values.map(({ value }) => value), columns: question.columns, sources: question.sources };
}

/** SQL of the sources that a row rests on. */
function sourcesOf(rule: Rule, asked: AskedByRule): string {
  const list = (sources: readonly string[]) => `array[${sources.map((source) => `'${source}'`).join(", ")}]::text[]`;
  if (rule.restsOn === undefined) return list(asked.sources);
  const cases = SOURCES_OF.map(([system, sources]) => {
    const own = sources.filter((source) => asked.sources.includes(source));
    return `when found.${rule.restsOn} like '${system.replaceAll("_", "\\_")}%' then ${list(own)}`;
  });
  return `case ${cases.join(" ")} else ${list(asked.sources)} end`;
}

/**
 * The insert that fills the temporary table `found_by_rule` (evaluate.server.ts) with one row for each subject. Evidence
 * is in an order that depends on the rows alone, so that the same data changes nothing.
 */
export function collectText(rule: Rule, asked: AskedByRule): string {
  const { kind, key, id, label } = rule.subject;
  return `insert into found_by_rule
select placed.subject_key, '${kind}', (array_agg(placed.subject_id order by placed.subject_id))[1],
  min(placed.subject_label collate "C"), min(placed.sources),
  count(*) filter (where not placed.unknown),
  coalesce(jsonb_agg(placed.row order by placed.place) filter (where not placed.unknown and placed.place <= ${MOST_EVIDENCE}), '[]')
from (
  select to_jsonb(found) as row, ${key} as subject_key, ${id} as subject_id, ${label} as subject_label,
    ${sourcesOf(rule, asked)} as sources, ${rule.unknown ?? "false"} as unknown,
    row_number() over (
      partition by ${key} order by ${rule.unknown ?? "false"}, ${rule.first ? `${rule.first}, ` : ""}found::text collate "C"
    ) as place
  from (
${asked.sql}
  ) as found
  where ${rule.keep ?? "true"}
) as placed
group by placed.subject_key`;
}
