import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { joinEmbeddedPostgres } from "./embedded-postgres.server.ts";

const LOOK_EVERY_MS = 2_000;

/**
 * Holds the embedded server for `psql` and the like, which cannot join it: until nobody but keepers was connected for
 * `idleMs`, or until the server is stopped.
 * @param options.onReady called once the server is held
 */
export async function keepEmbeddedPostgres(
  dataDir: string,
  options: { idleMs: number; onReady: () => void },
): Promise<void> {
  const server = await joinEmbeddedPostgres(dataDir, { presence: "keeper" });
  options.onReady();
  const client = new pg.Client({ connectionString: server.ownerUrl, application_name: "alxderia keeper" });
  let gone = false;
  client.on("error", () => {
    gone = true;
  });
  await client.connect();
  let idleSince = performance.now();
  while (!gone && performance.now() - idleSince < options.idleMs) {
    await sleep(LOOK_EVERY_MS);
    const others = await client
      .query(
        `select from pg_stat_activity
         where backend_type = 'client backend' and application_name not in ('alxderia keeper', 'alxderia presence keeper')`,
      )
      .catch(() => null);
    if (others?.rowCount) idleSince = performance.now();
  }
  await client.end().catch(() => {});
  if (!gone) await server.leave();
}
