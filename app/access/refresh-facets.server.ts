import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

const KIND = ["subject_provider", "resource_type", "access_path", "subject_status", "privilege_rank", "role"];
const KIND_COLUMNS = KIND.join(", ");
const OF_ROWS = KIND.map((column) => `access.${column}`).join(", ");

const clearFacets = defineStatement("access_facets_clear", z.object({}), "delete from access_facets");

const countFacets = defineStatement(
  "access_facets_count",
  z.object({}),
  `insert into access_facets (tenant_id, ${KIND_COLUMNS}, rows)
   select app_current_tenant_id(), ${OF_ROWS}, count(*)
   from effective_access_rows as access
   group by ${OF_ROWS}`,
);

/** Counts every row anew, after the view was refreshed. */
export async function refreshAllFacets(transaction: TenantTransaction): Promise<void> {
  await transaction.query(clearFacets);
  await transaction.query(countFacets);
}

// Never below zero: an ingest must not fail for a count, and the next refresh of the whole view counts anew.
const subtractAffected = defineStatement(
  "access_facets_subtract",
  z.object({}),
  `update access_facets
   set rows = greatest(access_facets.rows - gone.rows, 0)
   from (
     select ${OF_ROWS}, count(*) as rows
     from access_affected join effective_access_rows as access on access.subject_account_id = access_affected.account_id
     group by ${OF_ROWS}
   ) as gone
   where ${KIND.map((column) => `access_facets.${column} = gone.${column}`).join(" and ")}`,
);

const addAffected = defineStatement(
  "access_facets_add",
  z.object({}),
  `insert into access_facets (tenant_id, ${KIND_COLUMNS}, rows)
   select app_current_tenant_id(), ${OF_ROWS}, count(*)
   from access_affected join effective_access_rows as access on access.subject_account_id = access_affected.account_id
   group by ${OF_ROWS}
   on conflict (tenant_id, role, subject_provider, resource_type, access_path, subject_status, privilege_rank)
   do update set rows = access_facets.rows + excluded.rows`,
);

const dropEmpty = defineStatement("access_facets_drop_empty", z.object({}), "delete from access_facets where rows = 0");

/** Takes the rows of the accounts in access_affected out of the counts, before they are worked out anew. */
export async function subtractAffectedFacets(transaction: TenantTransaction): Promise<void> {
  await transaction.query(subtractAffected);
}

/** Counts the rows of those accounts in again, as they are now. */
export async function addAffectedFacets(transaction: TenantTransaction): Promise<void> {
  await transaction.query(addAffected);
  await transaction.query(dropEmpty);
}
