import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { report, withClient } from "./bench-server.server.ts";

export type CopiedTable = { table: string; rows: number; seconds: number };

/** What the materialised view's rows are copied into: a table with its columns and its indexes. */
const VIEW = "mv_effective_access";

/**
 * Writes every row of every table that the ingest filled into one file a table, and reads these files by plain COPY,
 * on one bare connection, into the same tables with the same indexes in a second, freshly migrated database.
 */
export async function copySameRows(fromUrl: string, toUrl: string, folder: string): Promise<CopiedTable[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const fileOf = (table: string) => path.join(folder, `${table}.copy`);
  const tables = await withClient(fromUrl, async (client) => {
    const found = await listFilledTables(client);
    for (const table of found) {
      report(`  writing ${table}`);
      await pipeline(client.query(copyTo(`copy (select * from ${table}) to stdout`)), createWriteStream(fileOf(table)));
    }
    return found;
  });
  const copied = await withClient(toUrl, async (client) => {
    await makeViewTable(client);
    // Rows come as they were: the append-only guards and foreign keys have nothing to say to them.
    await client.query("set session_replication_role = replica");
    await client.query("checkpoint");
    const timed: CopiedTable[] = [];
    for (const table of tables) {
      const stream = client.query(copyFrom(`copy ${table} from stdin`));
      const started = performance.now();
      await pipeline(createReadStream(fileOf(table), { highWaterMark: 256 * 1024 }), stream);
      timed.push({ table, rows: stream.rowCount, seconds: (performance.now() - started) / 1000 });
      report(`  copied ${table}: ${stream.rowCount} rows`);
    }
    return timed;
  });
  await rm(folder, { recursive: true, force: true });
  return copied;
}

/** Tables with at least one row, partitions under the name of their parent, and the view. */
async function listFilledTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm') and not relispartition
       and relname <> 'schema_migrations'
     order by relname`,
  );
  const filled: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await client.query(`select from ${name} limit 1`);
    if (rowCount === 1) filled.push(name);
  }
  return filled;
}

async function makeViewTable(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ indexdef: string }>("select indexdef from pg_indexes where tablename = $1", [
    VIEW,
  ]);
  await client.query(`create table view_rows as select * from ${VIEW} with no data`);
  await client.query(`drop materialized view ${VIEW} cascade`);
  await client.query(`alter table view_rows rename to ${VIEW}`);
  for (const { indexdef } of rows) await client.query(indexdef);
}
