import type pg from "pg";
import { CARRIED_LATER, CARRIED_TABLES, listRebuiltTables } from "./replay-tables.server.ts";

/** What is made from the rest: compared by its living rows, without the times at which they were made. */
export const DERIVED_TABLES = [
  "accounts",
  "resources",
  "access_groups",
  "group_chains",
  "role_privileges",
  "aws_iam_grants",
  "access_memberships",
  "search_documents",
  "google_workspace_directory",
  "account_sign_ins",
  "access_grants",
  "access_organisation_members",
  "access_organisation_repositories",
  "effective_access",
] as const;

/** What `effective_access` shows of all tenants, before people are joined. */
const EFFECTIVE_ACCESS = `(
  select to_jsonb(whole) as row from mv_effective_access as whole
  where not exists (
    select from effective_access_overlay_accounts as newer
    where newer.tenant_id = whole.tenant_id and newer.account_id = whole.subject_account_id
  )
  union all
  select to_jsonb(newer) from effective_access_overlay as newer
)`;

/**
 * What two databases have in common when one is rebuilt from the other's history, or restored from its backup.
 * @param client as the owner of the database
 * @returns for each table the statement that gives its rows as text (`line`), in no order
 */
export async function listComparedTables(client: pg.ClientBase): Promise<{ table: string; lines: string }[]> {
  const { stored, recorded } = await listRebuiltTables(client);
  const kept = [...stored, ...recorded, ...[...CARRIED_TABLES, CARRIED_LATER].map(({ table }) => table)];
  const each = (table: string) => `(select to_jsonb(each) as row from ${table} as each)`;
  return [
    ...kept.map((table) => ({ table, lines: `select (row - 'xid')::text as line from ${each(table)} as whole` })),
    ...DERIVED_TABLES.map((table) => ({
      table,
      lines:
        `select (row - '{xid,created_at,updated_at}'::text[])::text as line ` +
        `from ${table === "effective_access" ? EFFECTIVE_ACCESS : each(table)} as whole where row ->> 'deleted_at' is null`,
    })),
  ];
}

/** Of a table: how many rows, and a sum over their hashes that does not depend on their order. */
export type ContentDigest = ReadonlyMap<string, { rows: number; hash: string }>;

/** Reads every compared table once, at constant memory. @param client as the owner of the database */
export async function digestContent(client: pg.ClientBase): Promise<ContentDigest> {
  const digest = new Map<string, { rows: number; hash: string }>();
  for (const { table, lines } of await listComparedTables(client)) {
    // Two seeds make 128 bits; a sum that could be steered is no matter between one's own databases.
    const { rows } = await client.query<{ rows: string; hash: string }>(
      `select count(*)::text as rows,
         coalesce(sum(hashtextextended(line, 0)), 0) || ' ' || coalesce(sum(hashtextextended(line, 1)), 0) as hash
       from (${lines}) as content`,
    );
    digest.set(table, { rows: Number(rows[0]?.rows), hash: rows[0]?.hash ?? "" });
  }
  return digest;
}

/** @returns the tables that differ, in words; none when both hold the same */
export function compareContent(expected: ContentDigest, found: ContentDigest): string[] {
  return [...expected].flatMap(([table, { rows, hash }]) => {
    const other = found.get(table);
    if (other?.hash === hash && other.rows === rows) return [];
    return [`${table}: ${rows} rows expected, ${other?.rows ?? "none"} found${other?.rows === rows ? ", others" : ""}`];
  });
}
