import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import type pg from "pg";
import { createDatabase } from "../app/db/database.server.ts";
import { generateOrganisation } from "../app/demo/generate.server.ts";
import { ensureTenant } from "../app/store/tenants.server.ts";
import { ingest } from "../app/sync/ingest.server.ts";
import {
  BENCH_FOLDER,
  createMigratedDatabase,
  report,
  urlOfDatabase,
  withBenchServer,
  withClient,
} from "./bench-server.server.ts";
import { moveMembers } from "./change-members.server.ts";
import { describeMachine } from "./machine.server.ts";

const LIMIT_SECONDS = 2;
const MEMBERSHIPS = 100;
const POLL_MS = 5;

const { values } = parseArgs({
  options: { people: { type: "string", default: "50000" }, rounds: { type: "string", default: "3" } },
});
const people = Number(values.people);
const rounds = Number(values.rounds);
for (const [name, given] of Object.entries({ people, rounds })) {
  if (!Number.isInteger(given) || given < 1) throw new Error(`--${name} is not allowed: give a number from 1 on`);
}

/** Seconds: of the whole ingest, of what spans took in it, from the commit of the scope to the readers' view of it. */
type Change = { memberships: number; rows: number; ingest: number; spans: number; visible: number };

/** Watches, from a connection of its own, when a run's scope and then its effective access can be seen by others. */
async function watch(client: pg.Client, isOver: () => boolean): Promise<number> {
  const read = async () => {
    const { rows } = await client.query<{ scope: string | null; access: string | null }>(
      `select (select sync_run_id::text from sync_scopes where scope = 'google-workspace') as scope,
         (select refreshed_at::text from access_refreshes) as access`,
    );
    return rows[0] ?? { scope: null, access: null };
  };
  const before = await read();
  let committed: number | null = null;
  while (!isOver()) {
    const now = await read();
    if (committed === null && now.scope !== before.scope) committed = performance.now();
    if (committed !== null && now.access !== before.access) return (performance.now() - committed) / 1000;
    await pause(POLL_MS);
  }
  throw new Error("the ingest ended and effective access is as before");
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

await withBenchServer(async (server) => {
  const bundle = path.join(BENCH_FOLDER, `bundle-${people}`);
  if (!existsSync(path.join(bundle, "manifest.json"))) {
    report(`generating the bundle of ${people} people`);
    await generateOrganisation({ people, seed: 1, out: bundle });
  }
  const ownerUrl = await createMigratedDatabase(server.ownerUrl, "change");
  let spans = 0;
  const database = createDatabase(urlOfDatabase(server.appUrl, "change"), {
    max: 3,
    observer: {
      queryEnded(query, seconds) {
        if (/^access_(span|hashes|unseen)/.test(query)) spans += seconds;
      },
      connectionAcquired() {},
    },
  });
  try {
    const { id: tenantId } = await ensureTenant(database, "default");
    const run = async (folder: string) => {
      spans = 0;
      let rows = 0;
      let memberships = 0;
      const seconds = await timed(async () => {
        const result = await ingest(database, { bundle: folder, tenantId, actor: "bench", onProgress: () => {} });
        rows = result.access?.rows ?? 0;
        memberships = result.changes.added + result.changes.updated + result.changes.closed;
      });
      return { rows, memberships, seconds, spans };
    };
    report("first ingest");
    const first = await run(bundle);
    const changes: Change[] = [];
    for (let round = 0; round < rounds; round += 1) {
      report(`change ${round + 1} of ${rounds}`);
      const out = path.join(BENCH_FOLDER, `change-${people}`);
      // There and back again.
      await moveMembers(bundle, out, round % 2 === 0 ? MEMBERSHIPS : 0);
      await withClient(ownerUrl, async (client) => {
        let isOver = false;
        const seen = watch(client, () => isOver);
        const changed = await run(out).finally(() => {
          isOver = true;
        });
        changes.push({ ...changed, ingest: changed.seconds, visible: await seen });
      });
    }
    report("REFRESH MATERIALIZED VIEW CONCURRENTLY");
    const refresh = await withClient(ownerUrl, (client) =>
      timed(() => client.query("refresh materialized view concurrently mv_effective_access")),
    );
    print(first, changes, refresh);
  } finally {
    await database.close();
  }
});

function print(
  first: { rows: number; seconds: number; spans: number },
  changes: readonly Change[],
  refresh: number,
): void {
  const lines = [
    "",
    describeMachine(),
    "",
    `people                     ${people}`,
    `effective rows             ${first.rows}`,
    `first ingest               ${first.seconds.toFixed(1)} s, of which spans ${first.spans.toFixed(1)} s`,
    `full concurrent refresh    ${refresh.toFixed(1)} s`,
    "",
    "memberships changed   effective rows   visible after commit   of a full refresh   spans     whole ingest",
    ...changes.map(
      ({ memberships, rows, visible, spans, ingest: whole }) =>
        `${String(memberships).padStart(19)} ${String(rows).padStart(16)} ${`${visible.toFixed(2)} s`.padStart(22)} ` +
        `${`${((100 * visible) / refresh).toFixed(1)} %`.padStart(19)} ${`${spans.toFixed(2)} s`.padStart(9)} ${`${whole.toFixed(1)} s`.padStart(14)}` +
        `   (at most ${LIMIT_SECONDS} s: ${visible <= LIMIT_SECONDS ? "met" : "NOT MET"})`,
    ),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
