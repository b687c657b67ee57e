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
  /** In a dry run: goes on where too much would be closed, and says so. */
  noteMassRemoval?: boolean;
};

/** What became of the rows of one table. */
export type KindChange = { table: string; added: number; updated: number; closed: number; unchanged: number };

export type Applied = {
  added: number;
  updated: number;
  closed: number;
  /** By table, those with neither rows nor changes left out. */
  kinds: KindChange[];
  /** Why too much would be closed, where that was to be noted. */
  massRemoval: string | null;
  storedByFile: Map<number, number>;
};

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
 * @throws MassRemovalError before anything is written, unless it is to be noted only
 */
export async function applyStage(client: pg.PoolClient, options: ApplyOptions): Promise<Applied> {
  await dropRepeated(client);
  // The planner knows nothing of tables that this very transaction fills; without an index it may compare each with each.
  await client.query("create unique index on stage (id)");
  const massRemoval = options.complete && !options.allowMassRemoval ? await describeMassRemoval(client, options) : null;
  if (massRemoval !== null && !options.noteMassRemoval) throw new MassRemovalError(massRemoval);
  await client.query("create temporary table changed_records (file_no integer, record_no integer) on commit drop");
  const values = [options.tenantId, options.scope, options.syncRunId, options.actor];
  const { rows: staged } = await client.query<{ target: string; rows: string }>(
    "select target, count(*) as rows from stage group by target order by target",
  );
  const kinds = new Map<string, KindChange>();
  for (const { target, rows: count } of staged) {
    const columns = await readColumns(client, target);
    const { rows } = await client.query<{ added: number; updated: number }>(upsertStaged(target, columns), values);
    const added = Number(rows[0]?.added ?? 0);
    const updated = Number(rows[0]?.updated ?? 0);
    kinds.set(target, { table: target, added, updated, closed: 0, unchanged: Number(count) - added - updated });
  }
  if (options.complete) {
    for (const table of options.tables) {
      const { rows } = await client.query<{ closed: number }>(closeMissing(table), values);
      const closed = Number(rows[0]?.closed ?? 0);
      const kind = kinds.get(table) ?? { table, added: 0, updated: 0, closed: 0, unchanged: 0 };
      if (closed > 0) kinds.set(table, { ...kind, closed });
    }
  }
  const applied: Applied = { ...sumKinds([...kinds.values()]), massRemoval, storedByFile: new Map() };
  const { rows: stored } = await client.query<{ file_no: number; stored: string }>(
    "select file_no, count(distinct record_no) as stored from changed_records group by file_no",
  );
  for (const row of stored) applied.storedByFile.set(row.file_no, Number(row.stored));
  await client.query("drop table stage, changed_records");
  return applied;
}

function sumKinds(kinds: KindChange[]): Pick<Applied, "added" | "updated" | "closed" | "kinds"> {
  const sum = (of: "added" | "updated" | "closed") => kinds.reduce((total, kind) => total + kind[of], 0);
  return { added: sum("added"), updated: sum("updated"), closed: sum("closed"), kinds };
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

async function describeMassRemoval(client: pg.PoolClient, options: ApplyOptions): Promise<string | null> {
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
  if (closing <= REMOVAL_COUNT || closing <= live * REMOVAL_SHARE) return null;
  return (
    `${closing} of the ${live} stored records of ${options.scope} are missing from this bundle ` +
    `(${Math.round((closing / live) * 100)} %; more than 30 % stops the scope). Nothing of it was changed. ` +
    "If they are really gone, run the ingest again with --allow-mass-removal."
  );
}
