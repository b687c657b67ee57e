import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { report, urlOfDatabase, withBenchServer, withClient } from "./bench-server.server.ts";
import { createHttpClient, type HttpClient } from "./http-client.server.ts";
import { describeMachine } from "./machine.server.ts";
import { type KnownRequest, learnRequests, withProductServer } from "./product-server.server.ts";
import type { SentStatement } from "./record-statements.server.ts";
import { quantile, ratioOfMedians } from "./statistics.ts";

const LIMIT = 1.5;
const WARM_UP = 30;
const ROUNDS = 300;
/** A slow list ends its rounds early, but not before this many. */
const MIN_ROUNDS = 200;
const MAX_SECONDS = 20;
/** What a side still does after its answer (the product ends its transaction then) is not to slow the other one. */
const PAUSE_MS = 2;

type Measured = { request: KnownRequest; product: number[]; bare: number[] };

/** Lists of docs/http-api.md, with the values of rows that are there. */
async function chooseLists(client: pg.Client): Promise<{ label: string; path: string }[]> {
  const one = async (sql: string) => {
    const { rows } = await client.query<{ value: string }>(sql);
    if (rows[0] === undefined) throw new Error("the database holds no effective access. Run: npm run bench:ingest");
    return rows[0].value;
  };
  const busiest = (column: string) =>
    `select ${column}::text as value from mv_effective_access where subject_type = 'user'
     group by ${column} order by count(*) desc limit 1`;
  const resource = await one(
    `select native_id as value from resources where id = '${await one(busiest("resource_node_id"))}'`,
  );
  const person = await one(
    `select canonical_users.email as value from canonical_users
     join canonical_user_provider_links as links on links.person_id = canonical_users.id
     where links.account_id = '${await one(busiest("subject_account_id"))}'`,
  );
  const name = await one("select name as value from canonical_users where deleted_at is null order by name limit 1");
  const surname = name.split(" ").at(-1) ?? name;
  const of = (path: string, values: Record<string, string>) => `${path}?${new URLSearchParams(values)}`;
  return [
    { label: "access", path: "/api/access" },
    { label: "access, GitHub", path: of("/api/access", { provider: "github" }) },
    { label: "access, admin or above", path: of("/api/access", { privilege: "admin" }) },
    { label: "access of one resource", path: of("/api/access", { resource }) },
    { label: "access of one person", path: of("/api/access", { person }) },
    { label: "access, searched by name", path: of("/api/access", { search: name }) },
    { label: "access, searched by e-mail", path: of("/api/access", { search: person }) },
    { label: "access, searched by resource", path: of("/api/access", { search: resource }) },
    { label: "people", path: "/api/people" },
    { label: "people, searched by surname", path: of("/api/people", { search: surname }) },
    { label: "accounts", path: "/api/accounts" },
    { label: "accounts, searched by e-mail", path: of("/api/accounts", { search: person }) },
    { label: "groups", path: "/api/groups" },
    { label: "resources", path: "/api/resources" },
    { label: "resources, searched", path: of("/api/resources", { search: resource }) },
    { label: "audit", path: "/api/audit" },
    { label: "access, sorted from its end", path: of("/api/access", { sort: "-account" }) },
    { label: "access of one person, sorted", path: of("/api/access", { person, sort: "-privilege" }) },
    { label: "people, sorted by e-mail", path: of("/api/people", { sort: "email" }) },
    { label: "accounts, sorted from their end", path: of("/api/accounts", { sort: "-provider" }) },
    { label: "groups, sorted by name", path: of("/api/groups", { sort: "name" }) },
    { label: "resources, sorted by name", path: of("/api/resources", { sort: "name" }) },
  ];
}

/** Both sides as they are after a while of work: code compiled, statements prepared, pages of the database in memory. */
async function warmUp(http: HttpClient, client: pg.Client, known: readonly KnownRequest[]): Promise<void> {
  for (let round = 0; round < WARM_UP; round++) {
    for (const request of known) {
      await http.get(request.path);
      await replay(client, request.statements);
    }
  }
}

/** The product and the bare client take turns, so that whatever else the machine does hits both alike. */
async function measure(http: HttpClient, client: pg.Client, request: KnownRequest): Promise<Measured> {
  const measured: Measured = { request, product: [], bare: [] };
  await warmUp(http, client, [request]);
  const until = performance.now() + MAX_SECONDS * 1000;
  for (let round = 0; round < ROUNDS && (round < MIN_ROUNDS || performance.now() < until); round++) {
    measured.product.push(await timed(() => http.get(request.path)));
    measured.bare.push(await timed(() => replay(client, request.statements)));
  }
  return measured;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  await pause(PAUSE_MS);
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function replay(client: pg.Client, statements: readonly SentStatement[]): Promise<void> {
  for (const statement of statements) await client.query(statement);
}

function print(all: readonly Measured[], rows: number): void {
  const heading = `${"list".padEnd(40)} ${"rows".padStart(4)}  ${"product median, p99".padStart(20)}  ${"bare pg median, p99".padStart(20)}  ${"fastest tenth".padStart(19)}  ratio of medians (spread)`;
  const lines = ["", describeMachine(), `${rows} effective rows; times in milliseconds`, "", heading];
  for (const { request, product, bare } of all) {
    const { ratio, low, high } = ratioOfMedians(product, bare);
    const times = (values: number[]) =>
      `${quantile(values, 0.5).toFixed(2)}, ${quantile(values, 0.99).toFixed(2)}`.padStart(20);
    // What the machine does beside them disturbs the fastest tenth least.
    const [fast, fastBare] = [product, bare].map((values) => quantile(values, 0.1)) as [number, number];
    const fastest = `${fast.toFixed(2)}, ${fastBare.toFixed(2)} ${(fast / fastBare).toFixed(2)}`.padStart(19);
    lines.push(
      `${request.label.padEnd(40)} ${String(request.rows).padStart(4)}  ${times(product)}  ${times(bare)}  ${fastest}  ` +
        `${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})${ratio > LIMIT ? `  over ${LIMIT}` : ""}`,
    );
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** A thousand pages of 50 and some: an ingest writes a dozen entries, and years of work many. */
const AUDIT_ENTRIES = 50_100;

/** Fills the audit log up, so that it has a thousandth page as the other lists have. */
async function fillAuditLog(client: pg.Client): Promise<void> {
  await client.query(
    `insert into audit_log (tenant_id, actor, action, target, detail)
select tenants.id, 'analyst-' || entry % 40, 'question.asked', gen_random_uuid()::text,
  jsonb_build_object('question', 'Who can access resource ' || entry, 'outcome', 'answered', 'rowCount', entry % 900)
from tenants
cross join generate_series(1, $1::integer - (select count(*)::integer from audit_log)) as entry`,
    [AUDIT_ENTRIES],
  );
}

async function run(databaseUrl: string, only: string): Promise<void> {
  await withClient(databaseUrl, async (owner) => {
    await fillAuditLog(owner);
    const { rows } = await owner.query<{ count: string }>("select count(*) from mv_effective_access");
    const lists = (await chooseLists(owner)).filter(({ label }) => label.includes(only));
    const known = await learnRequests(databaseUrl, lists, report);
    await withProductServer(databaseUrl, {}, async (origin) => {
      const http = createHttpClient(origin);
      report("  warming up");
      await warmUp(http, owner, known);
      const all: Measured[] = [];
      for (const request of known) {
        report(`  measuring ${request.label}`);
        all.push(await measure(http, owner, request));
      }
      http.close();
      print(all, Number(rows[0]?.count ?? 0));
    });
  });
}

const given = process.env.DATABASE_URL;
const only = process.argv[2] ?? "";
if (given !== undefined && given !== "") await run(given, only);
else await withBenchServer((server) => run(urlOfDatabase(server.ownerUrl, "bench"), only));
