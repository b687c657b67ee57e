import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

const nameList = defineStatement(
  "example_name_list",
  z.object({ kind: z.enum(["person", "resource", "group"]), name: z.string() }),
  `(
  select 'person' as kind, canonical_users.name from canonical_users
  where canonical_users.deleted_at is null order by canonical_users.id limit 2
)
union all
(
  select 'resource' as kind, resources.native_id as name from resources
  order by resources.type not in ('github_repository', 'gcp_project'), resources.id limit 2
)
union all
(
  select 'group' as kind, access_groups.label as name from access_groups
  where access_groups.explained order by access_groups.id limit 2
)`,
);

/** A few names of the tenant, any of each kind, for examples that can be asked as they stand. */
export async function findExampleNames(
  tx: TenantTransaction,
): Promise<{ people: string[]; resources: string[]; groups: string[] }> {
  const rows = await tx.query(nameList, []);
  const named = (kind: string) => rows.flatMap((row) => (row.kind === kind ? [row.name] : []));
  return { people: named("person"), resources: named("resource"), groups: named("group") };
}
