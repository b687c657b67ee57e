import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { OPTIONAL_EXPORTS, type OptionalExport } from "./optional-exports.ts";

const missingExportList = defineStatement(
  "missing_export_list",
  z.object({ id: z.string(), scopes: z.array(z.string()) }),
  `select optional.id, array_agg(sync_scopes.scope order by sync_scopes.scope collate "C") as scopes
from unnest($1::text[], $2::text[], $3::text[]) as optional (id, scope, file)
join sync_scopes on sync_scopes.scope ~ optional.scope
where not exists (
  select from sync_files
  where sync_files.sync_run_id = sync_scopes.sync_run_id and sync_files.scope = sync_scopes.scope
    and sync_files.path ~ optional.file
)
group by optional.id`,
);

/** Which optional files the last reading of a scope did not have, with the scopes that lack them. */
export async function listMissingExports(tx: TenantTransaction): Promise<(OptionalExport & { scopes: string[] })[]> {
  const rows = await tx.query(missingExportList, [
    OPTIONAL_EXPORTS.map(({ id }) => id),
    OPTIONAL_EXPORTS.map(({ scope }) => scope),
    OPTIONAL_EXPORTS.map(({ file }) => file),
  ]);
  const scopesOf = new Map(rows.map(({ id, scopes }) => [id, scopes]));
  return OPTIONAL_EXPORTS.flatMap((optional) => {
    const scopes = scopesOf.get(optional.id);
    return scopes === undefined ? [] : [{ ...optional, scopes }];
  });
}
