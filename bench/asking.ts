import type pg from "pg";
import { askCatalogue } from "../app/ask/ask.server.ts";
import { CATALOGUE } from "../app/ask/catalogue/index.ts";
import { createDatabase, type Database } from "../app/db/database.server.ts";
import { report, urlOfDatabase, withBenchServer, withClient } from "./bench-server.server.ts";
import { describeMachine } from "./machine.server.ts";
import { quantile } from "./statistics.ts";

const ROUNDS = 20;
/** A slow question ends its rounds early. */
const MAX_MS = 5_000;
const AIM_MS = 300;

/** Something of each kind that many rows speak of, and a second one to compare it with. */
async function chooseNames(client: pg.Client): Promise<Record<string, [string, string]>> {
  const two = async (sql: string): Promise<[string, string]> => {
    const { rows } = await client.query<{ name: string }>(sql);
    const [first, second] = rows.map(({ name }) => name);
    if (first === undefined || second === undefined)
      throw new Error("the database is empty. Run: npm run bench:ingest");
    return [first, second];
  };
  const busiest = (column: string) =>
    `select ${column} as id from mv_effective_access where subject_type = 'user' group by ${column} order by count(*) desc limit 2`;
  return {
    person: await two(
      `select canonical_users.email as name from canonical_users join canonical_user_provider_links as links
       on links.person_id = canonical_users.id where links.account_id in (select id from (${busiest("subject_account_id")}) as busy)`,
    ),
    resource: await two(
      `select native_id as name from resources where id in (select id from (${busiest("resource_node_id")}) as busy)`,
    ),
    group: await two(
      "select email as name from google_workspace_groups where deleted_at is null order by email limit 2",
    ),
    account: await two(
      "select native_id as name from accounts where type = 'service_account' order by native_id limit 2",
    ),
  };
}

/** A question of the catalogue as somebody would write it. */
function wordsOf(canonical: string, names: Record<string, [string, string]>): string {
  const second = canonical.includes("{person}") ? names.person?.[1] : names.resource?.[1];
  return canonical
    .replace("{days}", "90 days")
    .replace("{since}", "since last week")
    .replace("{moment}", "as of yesterday")
    .replace("{other}", second ?? "")
    .replaceAll(/\{(\w+)\}/g, (_, slot: string) => names[slot]?.[0] ?? slot);
}

type Measured = { text: string; outcome: string; times: number[] };

async function measure(database: Database, tenantId: string, text: string): Promise<Measured> {
  let outcome = "";
  const times: number[] = [];
  const until = performance.now() + MAX_MS;
  for (let round = -2; round < ROUNDS && (round < 1 || performance.now() < until); round++) {
    const started = performance.now();
    outcome = (await askCatalogue(database, tenantId, text)).kind;
    if (round >= 0) times.push(performance.now() - started);
  }
  return { text, outcome, times };
}

await withBenchServer(async (server) => {
  const url = urlOfDatabase(server.ownerUrl, "bench");
  const { names, rows, tenantId } = await withClient(url, async (client) => {
    const counted = await client.query<{ rows: number; tenant: string }>(
      "select count(*)::integer as rows, min(tenant_id::text) as tenant from mv_effective_access",
    );
    const { rows: found = 0, tenant = "" } = counted.rows[0] ?? {};
    return { names: await chooseNames(client), rows: found, tenantId: tenant };
  });
  const database = createDatabase(url, { max: 2 });
  try {
    const measured: Measured[] = [];
    for (const { canonical } of CATALOGUE) {
      const text = wordsOf(canonical, names);
      report(`  asking ${text}`);
      measured.push(await measure(database, tenantId, text));
    }
    const all = measured.flatMap(({ times }) => times);
    console.log(
      `${describeMachine()}\n${rows} effective rows; milliseconds from the words to the answer, without a model\n`,
    );
    for (const { text, outcome, times } of measured) {
      const [median, worst] = [0.5, 0.99].map((share) => quantile(times, share).toFixed(1).padStart(8));
      console.log(`${text.slice(0, 78).padEnd(78)} ${outcome.padEnd(14)} median ${median}  p99 ${worst}`);
    }
    const p99 = quantile(all, 0.99);
    console.log(
      `\nall: p50 ${quantile(all, 0.5).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (aim ${AIM_MS} ms: ${p99 <= AIM_MS ? "met" : "not met"})`,
    );
  } finally {
    await database.close();
  }
});
