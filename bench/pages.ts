import { parseArgs } from "node:util";
import { report, urlOfDatabase, withBenchServer, withClient } from "./bench-server.server.ts";
import { createDemoDatabase } from "./demo-database.server.ts";
import { describeMachine } from "./machine.server.ts";
import { listPages, type NamedPage } from "./page-list.server.ts";
import { type Visit, visit } from "./page-timing.server.ts";
import { withProductServer } from "./product-server.server.ts";
import { withSignedIn } from "./signed-in.server.ts";
import { quantile } from "./statistics.ts";

const PAINT_MS = 1_000;
const INTERACTION_MS = 100;
const LOAD_MS = 1_000;

const USAGE = `npm run bench:pages [-- --people 50000] [-- --rounds <n>] [-- --only <word>]

Every page in a real browser, on the demo organisation of 700 people; with --people 50000 on the database that
bench:ingest made, and with DATABASE_URL on that one. Run npm run build first.`;

type Measured = { page: NamedPage; visits: Visit[] };

const times = (values: readonly number[]) => [0.5, 0.99].map((share) => quantile(values, share).toFixed(0)).join(", ");
const isOver = (values: readonly number[], bound: number) => quantile(values, 0.99) > bound;

function print(all: readonly Measured[], people: number, rounds: number): void {
  const lines = [
    "",
    describeMachine(),
    `${people} people; ${rounds} visits of each page with an empty cache; milliseconds, median and p99`,
    "",
    `${"page".padEnd(26)}${"first paint".padStart(14)}${"loaded".padStart(14)}${"shift".padStart(8)}${"interaction".padStart(14)}`,
  ];
  for (const { page, visits } of all) {
    const paint = visits.map((one) => one.paint);
    const load = visits.map((one) => one.load);
    const interactions = visits.flatMap((one) => one.interactions);
    const over = [
      isOver(paint, PAINT_MS) ? `paint over ${PAINT_MS}` : "",
      isOver(load, LOAD_MS) ? `load over ${LOAD_MS}` : "",
      isOver(interactions, INTERACTION_MS) ? `interaction over ${INTERACTION_MS}` : "",
    ].filter((words) => words !== "");
    lines.push(
      page.name.padEnd(26) +
        times(paint).padStart(14) +
        times(load).padStart(14) +
        Math.max(...visits.map((one) => one.shift))
          .toFixed(3)
          .padStart(8) +
        times(interactions).padStart(14) +
        (over.length === 0 ? "" : `  ${over.join(", ")}`),
    );
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}

async function run(databaseUrl: string, rounds: number, only: string): Promise<void> {
  await withProductServer(databaseUrl, {}, (origin) =>
    withSignedIn(origin, async (browser, signedIn) => {
      const [pages, people] = await withClient(databaseUrl, async (client) => {
        const context = await browser.newContext({ storageState: signedIn });
        const listed = await listPages(client, await context.newPage(), origin);
        await context.close();
        const { rows } = await client.query<{ count: number }>(
          "select count(*)::integer as count from canonical_users where deleted_at is null",
        );
        return [listed.filter(({ name }) => name.includes(only)), rows[0]?.count ?? 0] as const;
      });
      const all: Measured[] = pages.map((page) => ({ page, visits: [] }));
      // Pages take turns, so that whatever else the machine does hits all alike; the first turn warms the server up.
      for (let round = 0; round <= rounds; round++) {
        report(`  round ${round} of ${rounds}`);
        for (const { page, visits } of all) {
          const one = await visit(browser, signedIn, `${origin}${page.path}`);
          if (round > 0) visits.push(one);
        }
      }
      print(all, people, rounds);
    }),
  );
}

const { values } = parseArgs({
  options: {
    people: { type: "string", default: "700" },
    rounds: { type: "string", default: "20" },
    only: { type: "string", default: "" },
    help: { type: "boolean", short: "h" },
  },
});
const given = process.env.DATABASE_URL;
const rounds = Number(values.rounds);
if (values.help) process.stdout.write(`${USAGE}\n`);
else if (given !== undefined && given !== "") await run(given, rounds, values.only);
else {
  await withBenchServer(async (server) => {
    const url =
      values.people === "700"
        ? await createDemoDatabase(server.ownerUrl, "pages")
        : urlOfDatabase(server.ownerUrl, "bench");
    await run(url, rounds, values.only);
  });
}
