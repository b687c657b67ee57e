import { migrate } from "../../schema/migrate.server.ts";
import { createDatabase } from "../db/database.server.ts";
import { compareContent } from "../history/replay-compare.server.ts";
import { replayHistory } from "../sync/replay.server.ts";
import type { Replayed } from "./report.ts";
import { digestOf, type RunningServer } from "./running-server.server.ts";

const DATABASE = "replayed";

/** Rebuilds the product from the recovered history, in an empty database beside it, and compares the two. */
export async function replayRecovered(
  { owner, ownerUrl }: RunningServer,
  onProgress: (message: string) => void,
): Promise<Replayed> {
  const started = performance.now();
  await owner.pool.query(`create database ${DATABASE}`);
  const url = new URL(ownerUrl);
  url.pathname = `/${DATABASE}`;
  await migrate(url.href, { onProgress });
  const target = createDatabase(url.href, { max: 3 });
  try {
    const tenants = await replayHistory(owner, target, { until: null, onProgress });
    const seconds = (performance.now() - started) / 1000;
    onProgress("comparing table by table");
    const expected = await digestOf(owner);
    const sum = (of: "events" | "records" | "accessRows") => tenants.reduce((total, tenant) => total + tenant[of], 0);
    return {
      events: sum("events"),
      records: sum("records"),
      accessRows: sum("accessRows"),
      tables: expected.size,
      differences: compareContent(expected, await digestOf(target)),
      seconds,
    };
  } finally {
    await target.close();
  }
}
