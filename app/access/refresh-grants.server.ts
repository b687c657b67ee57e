import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { withHashJoins } from "../db/hash-joins.ts";
import { defineStatement } from "../db/statement.ts";

type Mirror = {
  name: string;
  table: string;
  view: string;
  key: readonly string[];
  columns: readonly string[];
  /** What is noted of each row that differs (columns kind, id, other, name); null is nothing. */
  note: string | null;
  /** Refreshes only what comes of the records in $2, a column of the key. */
  only?: string;
};

/** Brings a table to what a view says: a row of the same key is written when it differs, one without is removed. */
function mirrorStatement({ name, table, view, key, columns, note, only }: Mirror) {
  const all = [...key, ...columns];
  const list = (prefix: string, names: readonly string[]) => names.map((column) => `${prefix}${column}`).join(", ");
  const isOnly = (prefix: string) => (only === undefined ? "true" : `${prefix}${only} = any($2::uuid[])`);
  return defineStatement(
    name,
    z.object({ written: z.number() }),
    `with wanted as materialized (
     select distinct on (${list("", key)}) ${list("", all)} from ${view} where ${isOnly("")}
     order by ${list("", all)}
   ), written as (
     insert into ${table} as target (tenant_id, ${list("", all)})
     select app_current_tenant_id(), ${list("", all)} from wanted
     on conflict (tenant_id, ${list("", key)}) do update set
       ${columns.map((column) => `${column} = excluded.${column}`).join(", ")}
     where (${list("target.", columns)}) is distinct from (${list("excluded.", columns)})
     returning ${list("target.", all)}
   ), removed as (
     delete from ${table} as target
     where ${isOnly("target.")} and not exists (
       select from wanted where ${key.map((column) => `wanted.${column} = target.${column}`).join(" and ")}
     )
     returning ${list("target.", all)}
   ), changed as (
     select * from written where $1::boolean union all select * from removed where $1::boolean
   )${note === null ? "" : `, touched as (insert into access_touched (kind, id, other, name) select ${note} from changed)`}
   select (select count(*) from written) + (select count(*) from removed) as written`,
  );
}

const GRANTS = {
  table: "access_grants",
  view: "access_grant_edges",
  key: ["grant_id", "grantee_id"],
  columns: [
    "grant_table",
    "grantee_kind",
    "grantee_name",
    "resource_id",
    "role",
    "privilege",
    "condition",
    "certainty",
    "tree",
    "team",
  ],
  note: "case grantee_kind when 'group' then 'grantee' else grantee_kind end, grantee_id, resource_id, grantee_name",
} as const;

const refreshAllGrants = mirrorStatement({ name: "access_grants_refresh", ...GRANTS });
const refreshGrantsOfSources = mirrorStatement({
  name: "access_grants_refresh_sources",
  ...GRANTS,
  view: "access_grant_edges_by_record",
  only: "grant_id",
});

const refreshNames = mirrorStatement({
  name: "google_workspace_directory_refresh",
  table: "google_workspace_directory",
  view: "google_workspace_names",
  key: ["kind", "name"],
  columns: ["node"],
  note: null,
});

const refreshMembers = mirrorStatement({
  name: "access_organisation_members_refresh",
  table: "access_organisation_members",
  view: "access_organisation_member_edges",
  key: ["account_id", "scope"],
  columns: ["organisation_id", "is_owner", "is_member", "source_id"],
  note: "'account', account_id, null::uuid, null::text",
});

const refreshRepositories = mirrorStatement({
  name: "access_organisation_repositories_refresh",
  table: "access_organisation_repositories",
  view: "access_organisation_repository_edges",
  key: ["scope", "repository_id"],
  columns: ["organisation_id", "base_role", "base_source_id"],
  note: "'repository', repository_id, null::uuid, scope",
});

/** Brings the names of Google Workspace's users and groups to what its records say, before anything looks them up. */
export async function refreshDirectory(transaction: TenantTransaction): Promise<number> {
  const [row] = await withHashJoins(transaction, () => transaction.query(refreshNames, [false]));
  return row?.written ?? 0;
}

/**
 * Brings the resolved grants, and who and what is in each GitHub organisation, to what the source tables say.
 * @param isNoted whether what differs is noted in access_touched
 * @returns how many were written or removed
 */
export async function refreshGrants(transaction: TenantTransaction, isNoted: boolean): Promise<number> {
  let written = 0;
  for (const statement of [refreshAllGrants, refreshMembers, refreshRepositories]) {
    const [row] = await withHashJoins(transaction, () => transaction.query(statement, [isNoted]));
    written += row?.written ?? 0;
  }
  return written;
}

/** The same for the grants that these source records are. */
export async function refreshGrantsOf(transaction: TenantTransaction, sources: string[]): Promise<number> {
  const [row] = await transaction.query(refreshGrantsOfSources, [true, sources]);
  return row?.written ?? 0;
}
