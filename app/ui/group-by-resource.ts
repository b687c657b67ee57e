import { PRIVILEGES, type Privilege } from "../model/access.ts";

const rank = (privilege: Privilege) => PRIVILEGES.indexOf(privilege);

export type ByResource<Row> = { resourceNodeId: string; highest: Privilege; rows: Row[] };

/**
 * Rows of access gathered by resource, the resource with the highest privilege first, then in the order given;
 * within a resource the highest first.
 */
export function groupByResource<Row extends { resourceNodeId: string; privilege: Privilege }>(
  rows: readonly Row[],
): ByResource<Row>[] {
  const groups = new Map<string, ByResource<Row>>();
  for (const row of rows) {
    const group = groups.get(row.resourceNodeId);
    if (group === undefined) {
      groups.set(row.resourceNodeId, { resourceNodeId: row.resourceNodeId, highest: row.privilege, rows: [row] });
    } else {
      group.rows.push(row);
      if (rank(row.privilege) > rank(group.highest)) group.highest = row.privilege;
    }
  }
  for (const group of groups.values()) group.rows.sort((a, b) => rank(b.privilege) - rank(a.privilege));
  return [...groups.values()].sort((a, b) => rank(b.highest) - rank(a.highest));
}
