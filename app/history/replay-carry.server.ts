import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { listPortableColumns } from "./replay-tables.server.ts";

/**
 * Streams the tenant's rows of one table from one database into another, in the transactions of both; memory stays at
 * one chunk. COPY cannot write behind row-level security, so the rows wait in a temporary table.
 * @param carried.until ISO 8601, or null for everything
 * @param onBytes how much was read so far
 */
export async function carryRows(
  source: pg.PoolClient,
  target: pg.PoolClient,
  carried: { table: string; key: string; until: string; tenantId: string; before: string | null },
  onBytes: (bytes: number) => void,
): Promise<void> {
  const { table, key, tenantId, before } = carried;
  const names = (await listPortableColumns(target, table)).join(", ");
  const literal = before === null ? null : `${source.escapeLiteral(before)}::timestamptz`;
  const condition = literal === null ? "true" : carried.until.replaceAll("$until", literal);
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      onBytes(bytes);
      done(null, chunk);
    },
  });
  await target.query(`create temporary table carried on commit drop as select ${names} from ${table} with no data`);
  await pipeline(
    source.query(
      copyTo(
        `copy (select ${names} from ${table} where ${key} = ${source.escapeLiteral(tenantId)} and ${condition}) to stdout`,
      ),
    ),
    counted,
    target.query(copyFrom("copy carried from stdin")),
  );
  await target.query(`insert into ${table} (${names}) overriding system value select ${names} from carried`);
  await target.query("drop table carried");
}
