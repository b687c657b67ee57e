import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createTraceReceiver } from "../../telemetry/viewer/trace-receiver.server.ts";
import { ask, keepAsking, readAll } from "../support/keep-asking.ts";
import {
  ROWS_OF_ORGANISATION,
  refreshLargeOrganisations,
  storeLargeOrganisation,
} from "../support/large-organisation.server.ts";
import { scrape } from "../support/scrape.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { createTestDatabase } from "../support/test-database.server.ts";
import { startWebProcess, type WebProcess } from "../support/web-process.server.ts";

/** The platforms end a process by force this long after SIGTERM. */
const FORCE_AFTER_MS = 10_000;
const CLIENTS = 8;
const EXPORT = "/api/access/export?format=ndjson";
const ORGANISATIONS = 2;

const stored = await createTestDatabase();
const proxy = await startTcpProxy(stored.ownerUrl);
const receiver = createTraceReceiver({ maxSpans: 1_000_000 });
const tracing = {
  OTEL_EXPORTER_OTLP_ENDPOINT: await receiver.listen(0),
  OTEL_TRACES_SAMPLER: "parentbased_always_off",
  OTEL_BSP_SCHEDULE_DELAY: "500",
};
let cookie: string;
let wholeExport: string;

beforeAll(async () => {
  await storeLargeOrganisation(stored, stored.tenantId, ORGANISATIONS);
  await refreshLargeOrganisations(stored, stored.tenantId);
  const web = await startWebProcess(stored.ownerUrl);
  wholeExport = await (await fetch(`${web.url}${EXPORT}`)).text();
  const signedIn = await fetch(`${web.url}/sign-in`, {
    method: "POST",
    body: new URLSearchParams({ role: "analyst" }),
    redirect: "manual",
  });
  cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  await web.stop();
});

afterAll(() => receiver.close());

/** A web process of one test, which leaves none behind when it fails. */
async function start(databaseUrl: string, environment: Record<string, string> = {}): Promise<WebProcess> {
  const web = await startWebProcess(databaseUrl, environment);
  onTestFinished(async () => {
    await web.stop("SIGKILL");
  });
  return web;
}

/** Sends SIGTERM as the platforms do. @returns the exit code; null when the process had to be ended by force */
async function terminate(web: WebProcess): Promise<number | null> {
  const force = setTimeout(() => void web.stop("SIGKILL"), FORCE_AFTER_MS);
  try {
    return await web.stop("SIGTERM");
  } finally {
    clearTimeout(force);
  }
}

const messages = (web: WebProcess) => web.lines().map(({ message }) => message);

async function connectionsOfProduct(): Promise<number> {
  const { rows } = await stored.owner.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where application_name = 'alxderia' and datname = current_database()`,
  );
  return rows[0]?.count ?? Number.NaN;
}

/** @returns how a connection that is opened now fails; an empty text when it does not */
async function failureOfNewConnection(url: string): Promise<string> {
  const agent = new http.Agent();
  return ask(`${url}/api/health`, agent).then(
    async (response) => {
      await readAll(response);
      return "";
    },
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
}

test("the export that is read in these tests has every row, and somebody is signed in", () => {
  expect(wholeExport.trimEnd().split("\n")).toHaveLength(ORGANISATIONS * ROWS_OF_ORGANISATION);
  expect(cookie).toMatch(/^alxderia_session=./);
});

describe("SIGTERM under load", () => {
  for (const delayMs of Array.from({ length: 3 }, () => Math.round(200 + Math.random() * 800))) {
    test(`after ${delayMs} ms breaks no request, and leaves nothing open and nothing unsaid`, async () => {
      const web = await start(stored.ownerUrl, tracing);
      const clients = Array.from({ length: CLIENTS }, (_, number) => {
        if (number % 4 === 0) return keepAsking(`${web.url}/api/health`);
        if (number % 4 === 1) return keepAsking(`${web.url}/people`, { cookie });
        return keepAsking(`${web.url}/api/people`);
      });
      await sleep(delayMs);
      const slow = await ask(`${web.url}${EXPORT}`, new http.Agent({ keepAlive: true }));
      const exit = terminate(web);
      await expect.poll(() => failureOfNewConnection(web.url), { timeout: 3_000 }).toBe("ECONNREFUSED");
      // Nobody read on until here, and 20,000 rows are more than sockets hold.
      expect(slow.complete).toBe(false);

      const [asked, exported] = await Promise.all([Promise.all(clients), readAll(slow)]);
      expect(asked.flatMap(({ failures }) => failures)).toEqual([]);
      for (const { statuses } of asked) expect(Object.keys(statuses)).toEqual(["200"]);
      expect(exported === wholeExport).toBe(true);

      expect(await exit).toBe(0);
      expect(web.lines().at(-1)).toMatchObject({ message: "stopped", severity: "INFO" });
      const last = messages(web).lastIndexOf("runtime snapshot");
      expect(last).toBeGreaterThan(messages(web).indexOf("stopping"));
      expect(messages(web).slice(last + 1)).toEqual(["stopped"]);
      const arrived = new Set(receiver.spans.filter(({ kind }) => kind === "server").map(({ traceId }) => traceId));
      expect(asked.filter(({ lastTraceId }) => !arrived.has(lastTraceId))).toEqual([]);
      await expect.poll(connectionsOfProduct).toBe(0);
    });
  }
});

describe("SIGTERM ends the process in time", () => {
  test("when a client never reads on", async () => {
    const web = await start(stored.ownerUrl);
    const stuck = await ask(`${web.url}${EXPORT}`, new http.Agent({ keepAlive: true }));
    stuck.pause();
    expect(await terminate(web)).toBe(0);
    expect(messages(web).at(-1)).toBe("stopped");
    const exported = web.lines().find(({ route }) => route === "/api/access/export");
    expect(exported).toMatchObject({ aborted: true, status: 499 });
    await expect(readAll(stuck)).rejects.toThrow(/aborted|ended after/);
    await expect.poll(connectionsOfProduct).toBe(0);
  });

  test("when it served a page a moment ago, for which Remix keeps a timer of nine seconds", async () => {
    const web = await start(stored.ownerUrl);
    await (await fetch(`${web.url}/people`, { headers: { cookie } })).text();
    const exit = web.stop("SIGTERM");
    await web.waitForLine(({ message }) => message === "stopped");
    const force = setTimeout(() => void web.stop("SIGKILL"), 5_000);
    expect(await exit).toBe(0);
    clearTimeout(force);
  });

  test("when a client never finishes its request", async () => {
    const web = await start(stored.ownerUrl);
    const { hostname, port } = new URL(web.url);
    const request = http.request({ hostname, port, path: "/sign-in", method: "POST", agent: false });
    request.on("error", () => {});
    request.setHeader("content-length", 1_000);
    request.write("role=");
    await expect.poll(async () => (await scrape(web.metricsUrl))("alxderia_http_requests_in_flight")).toBe(1);
    expect(await terminate(web)).toBe(0);
    expect(messages(web).at(-1)).toBe("stopped");
  });

  test("when statements wait for a lock", async () => {
    const web = await start(stored.ownerUrl);
    const locker = new pg.Client({ connectionString: stored.ownerUrl });
    await locker.connect();
    onTestFinished(() => locker.end());
    await locker.query("begin");
    await locker.query("lock table canonical_users in access exclusive mode");
    const cut = Array.from({ length: 12 }, () =>
      ask(`${web.url}/api/people`, new http.Agent()).then(
        ({ statusCode }) => statusCode,
        (error: NodeJS.ErrnoException) => error.code,
      ),
    );
    await expect.poll(connectionsOfProduct).toBe(10);
    expect(await terminate(web)).toBe(0);
    expect(messages(web).at(-1)).toBe("stopped");
    // Ten were cut; two had waited 5 s for a connection before that.
    expect((await Promise.all(cut)).sort()).toEqual([503, 503, ...Array(10).fill("ECONNRESET")]);
    await locker.query("rollback");
    await expect.poll(connectionsOfProduct, { timeout: 10_000 }).toBe(0);
  });

  test("when the database hangs, on open connections and on those that are being opened", async () => {
    const web = await start(proxy.url);
    await (await fetch(`${web.url}/api/people`)).text();
    await proxy.switchTo("hang");
    const unanswered = Array.from({ length: 5 }, () =>
      ask(`${web.url}/api/people`, new http.Agent()).then(
        ({ statusCode }) => statusCode,
        () => "cut",
      ),
    );
    await expect.poll(() => web.lines().length).toBeGreaterThan(0);
    expect(await terminate(web)).toBe(0);
    expect(messages(web).at(-1)).toBe("stopped");
    for (const answer of await Promise.all(unanswered)) expect([503, "cut"]).toContain(answer);
  });

  test("when nobody receives the spans", async () => {
    const web = await start(stored.ownerUrl, {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9",
      OTEL_TRACES_SAMPLER: "always_on",
    });
    await (await fetch(`${web.url}/api/people`)).text();
    expect(await terminate(web)).toBe(0);
    expect(messages(web).at(-1)).toBe("stopped");
  });
});

test("a second SIGTERM ends the process at once", async () => {
  const web = await start(stored.ownerUrl);
  const stuck = await ask(`${web.url}${EXPORT}`, new http.Agent({ keepAlive: true }));
  stuck.on("error", () => {});
  stuck.pause();
  void web.stop("SIGTERM");
  await web.waitForLine(({ message }) => message === "stopping");
  expect(await web.stop("SIGTERM")).toBe(143);
  expect(messages(web)).not.toContain("stopped");
});
