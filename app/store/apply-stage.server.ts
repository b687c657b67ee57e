import type pg from "pg";
import { closeMissing, countClosing, upsertStaged } from "./source-table-sql.ts";
import { readColumns } from "./table-columns.server.ts";

export type ApplyOptions = {
  tenantId: string;
  scope: string;
  syncRunId: string;
  actor: string;
  /** Every table whose rows may belong to the scope, also those of which the stage holds no row. */
  tables: readonly string[];
  /** Only a complete scope closes what is gone from it. */
  complete: boolean;
  allowMassRemoval: boolean;
};

export type Applied = { added: number; updated: number; closed: number; storedByFile: Map<number, number> };

/** Too much would be closed at once; nothing of the scope was changed. */
export class MassRemovalError extends Error {
  override name = "MassRemovalError";
}

// More than 30 % and more than 20 records: docs/bundle.md, "Every file".
const REMOVAL_SHARE = 0.3;
const REMOVAL_COUNT = 20;

/**
 * Brings the tables of one scope to what the stage says: set-based, a no-op on equal hash, one history event for each
 * changed row. Runs in the caller's transaction.
 * @throws MassRemovalError before anything is written
 */
export async function applyStage(client: pg.PoolClient, options: ApplyOptions): Promise<Applied> {
  await dropRepeated(client);
  // The planner knows nothing of tables that this very transaction fills; without an index it may compare each with each.
  await client.query("create unique index on stage (id)");
  if (options.complete && !options.allowMassRemoval) await refuseMassRemoval(client, options);
  await client.query("create temporary table changed_records (file_no integer, record_no integer) on commit drop");
  const values = [options.tenantId, options.scope, options.syncRunId, options.actor];
  const { rows: staged } = await client.query<{ target: string }>("select distinct target from stage order by target");
  const applied: Applied = { added: 0, updated: 0, closed: 0, storedByFile: new Map() };
  for (const { target } of staged) {
    const columns = await readColumns(client, target);
    const { rows } = await client.query<{ added: number; updated: number }>(upsertStaged(target, columns), values);
    applied.added += Number(rows[0]?.added ?? 0);
    applied.updated += Number(rows[0]?.updated ?? 0);
  }
  if (options.complete) {
    for (const table of options.tables) {
      const { rows } = await client.query<{ closed: number }>(closeMissing(table), values);
      applied.closed += Number(rows[0]?.closed ?? 0);
    }
  }
  const { rows: stored } = await client.query<{ file_no: number; stored: string }>(
    "select file_no, count(distinct record_no) as stored from changed_records group by file_no",
  );
  for (const row of stored) applied.storedByFile.set(row.file_no, Number(row.stored));
  await client.query("drop table stage, changed_records");
  return applied;
}

/** Of several staged rows for the same thing, keeps the one of highest precedence, then the last. */
async function dropRepeated(client: pg.PoolClient): Promise<void> {
  await client.query(`
    with repeated as (
      select id from stage group by id having count(*) > 1
    ), ranked as (
      select stage.ordinal,
        row_number() over (partition by stage.id order by stage.precedence desc, stage.ordinal desc) as position
      from stage join repeated on repeated.id = stage.id
    )
    delete from stage using ranked where ranked.ordinal = stage.ordinal and ranked.position > 1`);
}

async function refuseMassRemoval(client: pg.PoolClient, options: ApplyOptions): Promise<void> {
  let live = 0;
  let closing = 0;
  for (const table of options.tables) {
    const { rows } = await client.query<{ live: string; closing: string }>(countClosing(table), [
      options.tenantId,
      options.scope,
    ]);
    live += Number(rows[0]?.live ?? 0);
    closing += Number(rows[0]?.closing ?? 0);
  }
  if (closing > REMOVAL_COUNT && closing > live * REMOVAL_SHARE) {
    throw new MassRemovalError(
      `${closing} of the ${live} stored records of ${options.scope} are missing from this bundle ` +
        `(${Math.round((closing / live) * 100)} %; more than 30 % stops the scope). Nothing of it was changed. ` +
        "If they are really gone, run the ingest again with --allow-mass-removal.",
    );
  }
}
