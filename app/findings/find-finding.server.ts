import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { AnswerRow } from "../model/answer.ts";
import { FINDING_EVENTS, type FindingDetail, type FindingRule } from "../model/findings.ts";
import { isoTime } from "../queries/fragments.ts";
import { FINDING_COLUMNS, FindingRow, findingOfRow } from "./finding-row.ts";
import { askedBy } from "./rule-statement.ts";
import { findRule } from "./rules/index.ts";

const Evidence = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])));

const findStatement = defineStatement(
  "finding_find",
  FindingRow.extend({ sources: z.array(z.string()), evidence: Evidence }),
  `select ${FINDING_COLUMNS}, findings.sources, findings.evidence from findings where findings.id = $1::uuid`,
);

const eventList = defineStatement(
  "finding_event_list",
  z.object({
    at: z.string(),
    event: z.enum(FINDING_EVENTS),
    actor: z.string().nullable(),
    until: z.string().nullable(),
    reason: z.string().nullable(),
  }),
  `select ${isoTime("events.occurred_at")} as at, events.event, events.actor, events.detail ->> 'until' as until,
  events.detail ->> 'reason' as reason
from finding_events as events
where events.finding_id = $1::uuid
order by events.id desc
limit 200`,
);

const GONE: Omit<FindingRule, "id" | "name" | "severity"> = {
  question: "This rule is no longer part of the product.",
  explanation: "Its findings are kept and are not evaluated any more.",
  whatToDo: [],
  references: [],
};

/** A finding with its rule, the evidence that is kept and its newest 200 events; null when there is none of this id. */
export async function findFinding(tx: TenantTransaction, id: string): Promise<FindingDetail | null> {
  const [row] = await tx.query(findStatement, [id]);
  if (row === undefined) return null;
  const finding = findingOfRow(row);
  const rule = findRule(finding.rule.id);
  const { question, explanation, whatToDo, references } = rule ?? GONE;
  const evidence: AnswerRow[] = row.evidence;
  return {
    ...finding,
    explained: { ...finding.rule, severity: finding.severity, question, explanation, whatToDo, references },
    columns: rule === null ? [] : askedBy(rule).columns,
    evidence,
    sources: row.sources,
    events: await tx.query(eventList, [id]),
  };
}
