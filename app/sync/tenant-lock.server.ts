import type { Database } from "../db/database.server.ts";
import { tracePhase } from "./trace-ingest.ts";

/** One write pipe a tenant at a time, over all processes; a second one waits and says so. */
export async function withTenantLock<Result>(
  database: Database,
  tenantId: string,
  report: (message: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const client = await database.pool.connect();
  // The lock dies with its connection; the work then fails on its own connection and says why.
  const onError = () => {};
  client.on("error", onError);
  let broken = false;
  try {
    const { rows } = await client.query("select pg_try_advisory_lock(hashtextextended($1, 1)) as taken", [tenantId]);
    if (!rows[0]?.taken) {
      report("another ingest of this tenant is running; waiting for it");
      await tracePhase("waiting", () => client.query("select pg_advisory_lock(hashtextextended($1, 1))", [tenantId]));
    }
    return await work();
  } finally {
    await client.query("select pg_advisory_unlock_all()").catch(() => {
      broken = true;
    });
    client.off("error", onError);
    client.release(broken);
  }
}
