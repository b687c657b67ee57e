import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { decodeCursor, encodeCursor } from "../model/cursor.ts";
import type { FindingFilters } from "../model/filters.ts";
import { type Finding, SEVERITIES } from "../model/findings.ts";
import type { Page } from "../model/views.ts";
import { createConditions } from "../queries/fragments.ts";
import { type PageRequest, pageOf } from "../queries/page.ts";
import { FINDING_COLUMNS, FindingRow, findingOfRow, STATE } from "./finding-row.ts";

const Key = z.tuple([z.number().int(), z.string(), z.string(), z.guid()]);

/** Findings by severity, then rule, then subject, bytewise. */
export async function listFindings(
  tx: TenantTransaction,
  request: PageRequest & FindingFilters,
): Promise<Page<Finding>> {
  const { rule, severity, state } = request;
  const conditions = createConditions();
  const after = decodeCursor(request.cursor, Key);
  if (after !== null) {
    const [rank, ...rest] = after;
    conditions.add("c", rank, (first) => {
      const [ruleId, label, id] = rest.map((value) => conditions.value(value));
      return `(findings.severity_rank, findings.rule_id, findings.subject_label, findings.id) > (${first}::smallint, ${ruleId}::text, ${label}::text collate "C", ${id}::uuid)`;
    });
  }
  if (rule !== undefined) conditions.add("r", rule, (value) => `findings.rule_id = ${value}::text`);
  if (severity !== undefined) {
    conditions.add("s", SEVERITIES.indexOf(severity) + 1, (value) => `findings.severity_rank = ${value}::smallint`);
  }
  if (state !== "all") conditions.add("t", state, (value) => `${STATE} = ${value}::text`);
  const statement = defineStatement(
    "finding_list",
    FindingRow,
    `select ${FINDING_COLUMNS} from findings
where ${conditions.sql()}
order by findings.severity_rank, findings.rule_id, findings.subject_label, findings.id
limit ${conditions.value(request.limit + 1)}::integer`,
    conditions.name(),
  );
  const rows = await tx.query(statement, conditions.values);
  const keyOf = (row: z.infer<typeof FindingRow>) =>
    encodeCursor([row.severity_rank, row.rule_id, row.subject_label, row.id]);
  return pageOf(rows, request.limit, keyOf, findingOfRow);
}
