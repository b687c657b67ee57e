import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { FindingFilters } from "../model/filters.ts";
import { type Finding, SEVERITIES } from "../model/findings.ts";
import type { SortName } from "../model/sorting.ts";
import type { Page } from "../model/views.ts";
import { createConditions } from "../queries/fragments.ts";
import {
  type ListOrder,
  numberColumn,
  orderPage,
  SORTED,
  textColumn,
  textPart,
  timeColumn,
  uuidPart,
} from "../queries/order.ts";
import { pageOf, type SortedRequest } from "../queries/page.ts";
import { FINDING_COLUMNS, FindingRow, findingOfRow, STATE } from "./finding-row.ts";

const SortedFindingRow = FindingRow.extend(SORTED);

/** The gravest stands first, and its rank is the smallest. */
const FINDINGS: ListOrder<SortName<"findings">, z.infer<typeof SortedFindingRow>> = {
  own: "-severity",
  key: {
    parts: [
      { sql: "findings.severity_rank", given: (rank) => `${rank}::smallint` },
      { sql: "findings.rule_id", given: (rule) => `${rule}::text` },
      textPart("findings.subject_label"),
      uuidPart("findings.id"),
    ],
    descends: false,
    shape: z.tuple([z.int().min(0).max(SEVERITIES.length), z.string(), z.string(), z.guid()]),
    of: ({ severity_rank, rule_id, subject_label, id }) => [severity_rank, rule_id, subject_label, id],
  },
  columns: {
    rule: textColumn("findings.rule_id"),
    subject: textColumn("findings.subject_label"),
    kind: textColumn("findings.subject_kind"),
    state: textColumn(STATE),
    evidenceCount: numberColumn("findings.evidence_count"),
    since: timeColumn("coalesce(findings.resolved_at, findings.opened_at)"),
  },
};

/** Findings, by severity, rule and subject unless asked for in another order, bytewise. */
export async function listFindings(
  tx: TenantTransaction,
  request: SortedRequest<"findings"> & FindingFilters,
): Promise<Page<Finding>> {
  const { rule, severity, state } = request;
  const conditions = createConditions();
  const order = orderPage(FINDINGS, request, conditions);
  if (rule !== undefined) conditions.add("r", rule, (value) => `findings.rule_id = ${value}::text`);
  if (severity !== undefined) {
    conditions.add("s", SEVERITIES.indexOf(severity) + 1, (value) => `findings.severity_rank = ${value}::smallint`);
  }
  if (state !== "all") conditions.add("t", state, (value) => `${STATE} = ${value}::text`);
  const statement = defineStatement(
    "finding_list",
    SortedFindingRow,
    `select ${FINDING_COLUMNS}${order.select} from findings
where ${conditions.sql()}
order by ${order.by}
limit ${conditions.value(request.limit + 1)}::integer`,
    order.variant(),
  );
  const rows = await tx.query(statement, conditions.values);
  return pageOf(rows, request.limit, order.cursorOf, findingOfRow);
}
