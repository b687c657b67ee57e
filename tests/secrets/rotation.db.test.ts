import { expect, test, vi } from "vitest";
import { z } from "zod";
import { createDatabase } from "../../app/db/database.server.ts";
import { createSealedSessions } from "../../app/db/sealed-sessions.server.ts";
import { defineStatement } from "../../app/db/statement.ts";
import { createSecrets } from "../../app/secrets/secrets.server.ts";
import { runCli } from "../support/product.server.ts";
import { startSecretServer } from "../support/secrets/secret-server.ts";
import { createTestDatabase } from "../support/test-database.server.ts";
import { startWebProcess } from "../support/web-process.server.ts";
import { createLogin } from "../telemetry/login.server.ts";
import { signIn } from "../telemetry/signed-in.ts";

const ID = "alxderia-database";
const PASSWORDS = ["first-of-the-passwords", "second-of-the-passwords", "third of the p@sswords:%", "fourth-of-them"];

const NAME = "alxderia rotation test";
const FOUR = [1, 2, 3, 4];
const waitAWhile = defineStatement("wait_a_while", z.object({}), "select pg_sleep(0.1)::text as slept");

const stored = await createTestDatabase();
const store = await startSecretServer("aws");
const login = new URL(await createLogin(stored, PASSWORDS[0] ?? ""));
const role = login.username;
login.password = "";
const environment = { ...store.environment, DATABASE_SECRET: `${ID}#password` };
putSecret(0);
for (const [key, value] of Object.entries(store.environment)) vi.stubEnv(key, value);
const web = await startWebProcess(login.href, environment);
const cookie = await signIn(web.url, "analyst");

function putSecret(number: number): void {
  store.put(ID, JSON.stringify({ username: role, password: PASSWORDS[number] }));
}

async function changePassword(number: number): Promise<void> {
  await stored.owner.query(`alter role ${role} password '${PASSWORDS[number]}'`);
}

/** Clients that each ask again as soon as they have an answer. @returns what ends them, with all that went wrong */
function ask(clients: number): () => Promise<{ answers: number; failures: string[] }> {
  let going = true;
  let answers = 0;
  const failures: string[] = [];
  const paths = ["/api/people", "/api/groups", "/api/resources", "/api/health"];
  const client = async (number: number) => {
    for (let turn = number; going; turn += 1) {
      const path = paths[turn % paths.length] ?? "";
      try {
        const response = await fetch(`${web.url}${path}`, { headers: { cookie } });
        await response.arrayBuffer();
        if (response.status === 200) answers += 1;
        else failures.push(`${path} answered ${response.status}`);
      } catch (error) {
        failures.push(`${path}: ${error}`);
      }
    }
  };
  const running = Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return async () => {
    going = false;
    await running;
    return { answers, failures };
  };
}

type Connection = { pid: number; isNew: boolean };

async function connectionsSince(time: string): Promise<Connection[]> {
  const { rows } = await stored.owner.query<Connection>(
    `select pid, backend_start > $2::timestamptz as "isNew" from pg_stat_activity
      where usename = $1 and application_name = 'alxderia'`,
    [role, time],
  );
  return rows;
}

async function now(): Promise<string> {
  const { rows } = await stored.owner.query<{ time: string }>("select clock_timestamp()::text as time");
  return rows[0]?.time ?? expect.fail();
}

/** Waits until PostgreSQL has so many connections of the product that are younger. */
async function untilNewConnections(time: string): Promise<void> {
  for (const until = performance.now() + 20_000; performance.now() < until; ) {
    if ((await connectionsSince(time)).some(({ isNew }) => isNew)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect.fail(`no new connection; log: ${web.output().slice(-2_000)}`);
}

/** Leaves the pool with a single connection, or what one client at a time needs. */
async function endConnections(): Promise<void> {
  await stored.owner.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", [role]);
  // A request may still meet a connection whose end the pool has not been told.
  await expect.poll(async () => (await fetch(`${web.url}/api/people`, { headers: { cookie } })).status).toBe(200);
}

const secretLines = () => web.lines().filter(({ message }) => message === "secret.access");

test("the password changes in the database, then in the secret, while requests come: none of them fails", async () => {
  const endFew = ask(1);
  const before = await now();
  await changePassword(1);
  const old = await connectionsSince(before);
  expect(old.length).toBeGreaterThan(0);
  const accesses = store.accesses.length;
  // More clients than connections, so that the pool must grow in the middle of the rotation.
  const endMany = ask(12);
  await expect.poll(() => store.accesses.length, { timeout: 20_000 }).toBeGreaterThan(accesses);
  expect((await connectionsSince(before)).filter(({ isNew }) => isNew)).toEqual([]);
  putSecret(1);
  await untilNewConnections(before);
  const results = [await endFew(), await endMany()];
  for (const { answers, failures } of results) {
    expect(failures).toEqual([]);
    expect(answers).toBeGreaterThan(0);
  }
  const pids = (await connectionsSince(before)).map(({ pid }) => pid);
  expect(old.some(({ pid }) => pids.includes(pid))).toBe(true);
  expect(secretLines()).toEqual(
    secretLines().map(() => expect.objectContaining({ severity: "INFO", secret: "database", outcome: "success" })),
  );
});

test("the secret may change long before the database: the value before it works until then", async () => {
  const secrets = createSecrets({ endpoint: store.url, onAccess: () => {}, times: { keep: 20, pause: 50 } });
  const password = secrets.open("database", { store: "aws", id: ID, field: "password" });
  const database = createDatabase(login.href, { password, max: 4, applicationName: NAME });
  const connectAnew = async () => {
    await stored.owner.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1", [
      NAME,
    ]);
    await Promise.allSettled(FOUR.map(() => database.query(waitAWhile)));
    return Promise.all(FOUR.map(() => database.query(waitAWhile)));
  };
  await database.query(waitAWhile);
  putSecret(2);
  await expect.poll(() => password.read()).toBe(PASSWORDS[2]);
  // Four at once on a pool that has one connection.
  expect(await Promise.all(FOUR.map(() => database.query(waitAWhile)))).toHaveLength(4);
  expect(await password.read()).toBe(PASSWORDS[1]);
  // A process that starts now never held it, and asks the store what was there before.
  store.put(`${ID}:before`, JSON.stringify({ username: role, password: PASSWORDS[1] }));
  const starting = secrets.open("database", { store: "aws", id: ID, field: "password" });
  const started = createDatabase(login.href, { password: starting, max: 1, applicationName: NAME });
  expect(await started.query(waitAWhile)).toHaveLength(1);
  await started.close();
  await changePassword(2);
  expect(await connectAnew()).toHaveLength(4);
  expect(await password.read()).toBe(PASSWORDS[2]);
  await database.close();
  secrets.close();
});

test("an access that is refused is a line that the alarms hear and a number, and the next one mends it", async () => {
  putSecret(3);
  await changePassword(3);
  store.willDo("denied");
  await endConnections();
  const failure = await web.waitForLine(({ message, outcome }) => message === "secret.access" && outcome === "failure");
  expect(failure).toMatchObject({ severity: "ERROR", secret: "database", outcome: "failure", fault: "denied" });
  const metrics = await (await fetch(web.metricsUrl)).text();
  expect(metrics).toContain('alxderia_secrets_accesses_total{secret="database",result="denied"} 1');
  expect(metrics).toMatch(/^alxderia_secrets_failing 0$/m);
});

test("sessions of questions open with the new password, and open ones go on", async () => {
  const secrets = createSecrets({ endpoint: store.url, onAccess: () => {}, times: { pause: 50 } });
  const password = secrets.open("database", { store: "aws", id: ID, field: "password" });
  const sessions = createSealedSessions(login.href, {
    password,
    max: 2,
    maxBytes: 100_000,
    waitMs: 1_000,
    role: "alxderia_ask",
    settings: { standard_conforming_strings: "on" },
    privileged: {},
  });
  const pidFor = (tenantId: string) =>
    sessions.withSession(tenantId, async (session) => (await session.read("select pg_backend_pid()", 1)).rows[0]?.[0]);
  const first = await pidFor(stored.tenantId);
  await changePassword(0);
  putSecret(0);
  const other = await pidFor(await stored.addTenant("other"));
  expect(other).not.toBe(first);
  expect(await pidFor(stored.tenantId)).toBe(first);
  await sessions.close();
  secrets.close();
});

test("commands take the password from the secret too, and say which key cannot be read", async () => {
  const given = { ...environment, DATABASE_URL: login.href };
  const url = await runCli(["db", "url"], given);
  expect(new URL(url.stdout.trim()).password).toBe(PASSWORDS[0]);
  const pending = await runCli(["migrate", "--dry-run"], given);
  expect(pending).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing to do") });
  store.willDo("denied");
  const denied = await runCli(["migrate"], given);
  expect(denied).toMatchObject({ code: 3, stdout: "" });
  expect(denied.stderr).toContain("alxderia: the secret of DATABASE_SECRET cannot be read (denied)");
  const line: unknown = JSON.parse(denied.stderr.split("\n").find((each) => each.startsWith("{")) ?? "null");
  expect(line).toMatchObject({ message: "secret.access", secret: "database", outcome: "failure", fault: "denied" });
});

test("no password is in what the web process wrote", () => {
  for (const password of PASSWORDS) expect(web.output()).not.toContain(password);
});
