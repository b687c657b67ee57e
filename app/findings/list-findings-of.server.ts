import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { Finding } from "../model/findings.ts";
import { FINDING_COLUMNS, FindingRow, findingOfRow } from "./finding-row.ts";

/** A person or a resource has a handful; what stands beyond is read in the list of findings. */
const MOST = 50;

const findingListOf = defineStatement(
  "finding_list_of",
  FindingRow,
  `select ${FINDING_COLUMNS} from findings
where findings.subject_id = any($1::uuid[]) and findings.state <> 'resolved'
order by findings.severity_rank, findings.rule_id, findings.subject_label, findings.id
limit ${MOST}`,
);

/**
 * Findings that stand about any of these subjects, the gravest first.
 * @param subjectIds of people, accounts, groups or resources
 */
export async function listFindingsOf(tx: TenantTransaction, subjectIds: readonly string[]): Promise<Finding[]> {
  return (await tx.query(findingListOf, [subjectIds])).map(findingOfRow);
}
