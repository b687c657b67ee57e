import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../db/database.server.ts";
import type { Marker } from "./markers.ts";

const EVERY_MS = 100;

export type MarkerWriter = {
  /** Every commit that the server acknowledged, in order. */
  written: readonly Marker[];
  /** Waits for so many more. @throws what ended the writing */
  more(count: number): Promise<void>;
};

/**
 * Commits a row every 100 ms, outside the product's schema, for as long as the server is there.
 * @param database as its owner; the server keeps commit times (track_commit_timestamp)
 */
export async function writeMarkers(database: Database): Promise<MarkerWriter> {
  await database.pool.query("create schema drill");
  await database.pool.query("create table drill.markers (id bigint primary key)");
  const written: Marker[] = [];
  const write = async () => {
    for (let id = 1; ; id += 1) {
      await database.pool.query("insert into drill.markers values ($1)", [id]);
      const { rows } = await database.pool.query<{ at: string }>(
        `select to_char(pg_xact_commit_timestamp(xmin) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
         from drill.markers where id = $1`,
        [id],
      );
      written.push({ id, committedAt: rows[0]?.at ?? "" });
      await sleep(EVERY_MS);
    }
  };
  let failure: Error | null = null;
  void write().catch((error: Error) => {
    failure = error;
  });
  return {
    written,
    async more(count) {
      for (const wanted = written.length + count; written.length < wanted; ) {
        if (failure !== null) throw failure;
        await sleep(EVERY_MS);
      }
    },
  };
}

/** @returns the ids of the rows that are there */
export async function readMarkers(database: Database): Promise<Set<number>> {
  const { rows } = await database.pool.query<{ id: number }>("select id from drill.markers");
  return new Set(rows.map(({ id }) => Number(id)));
}
