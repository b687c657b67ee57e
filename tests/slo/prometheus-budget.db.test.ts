import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { SloReport } from "../../app/model/slo-report.ts";
import { findSloReport } from "../../app/queries/slo.server.ts";
import { createPrometheusCounts } from "../../app/queries/slo-counts-prometheus.server.ts";
import { readPlan } from "../../telemetry/slo/read-plan.server.ts";
import { runCli } from "../support/product.server.ts";
import { hasPrometheus, startPrometheus } from "../support/prometheus.server.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.server.ts";
import { startWebProcess } from "../support/web-process.server.ts";

const plan = await readPlan();
const SECRET = "prometheus-secret";

let stored: TestDatabase;

beforeAll(async () => {
  stored = await createTestDatabase();
});

const countsOf = ({ objectives }: SloReport) =>
  objectives.map(({ name, good, total, windows, days, freeze }) => ({
    name,
    good,
    total,
    windows: windows.map((each) => [each.window, each.good, each.total]),
    today: days.at(-1),
    frozen: freeze?.frozen,
    consumed: freeze?.consumed,
  }));

describe.skipIf(!hasPrometheus)("with a real Prometheus that reads two web processes", () => {
  test("both sources count the same events, and the report says whose they are", async () => {
    const proxy = await startTcpProxy(stored.ownerUrl);
    const one = await startWebProcess(proxy.url);
    const two = await startWebProcess(stored.ownerUrl);
    const prometheus = await startPrometheus([one.metricsUrl, two.metricsUrl]);
    onTestFinished(prometheus.stop);
    const ask = async (url: string, path: string, times: number) => {
      for (let time = 0; time < times; time += 1) await (await fetch(`${url}${path}`)).arrayBuffer();
    };
    await ask(one.url, "/api/health", 7);
    await ask(two.url, "/api/health", 5);
    await prometheus.hasReadAll();
    await ask(two.url, "/api/people", 9);
    await ask(one.url, "/api/people?limit=0", 4);
    // The first failure of a process makes a series that was not there before.
    await proxy.switchTo("refuse");
    await ask(one.url, "/api/health", 2);
    await ask(one.url, "/api/people", 3);
    await proxy.switchTo("pass");
    await prometheus.hasReadAll();
    await ask(one.url, "/api/health", 1);
    await prometheus.hasReadAll();

    const total = async () => {
      const { rows } = await stored.owner.query("select sum(total)::integer as total from slo_minutes");
      return rows[0]?.total;
    };
    // 15 health checks, of which 13 were fast; 16 requests, of which 13 succeeded for the API's latency and none was slow.
    await expect.poll(total, { timeout: 40_000, interval: 200 }).toBeGreaterThanOrEqual(15 + 13 + 16);
    const now = new Date();
    const counts = createPrometheusCounts(prometheus.url);
    const byDatabase = await findSloReport({ database: stored.database, plan, prometheus: null }, now);
    const byPrometheus = await findSloReport({ database: stored.database, plan, prometheus: counts }, now);
    expect(byDatabase.source).toMatchObject({ name: "database", reason: null });
    expect(byPrometheus.source).toMatchObject({ name: "prometheus", reason: null });
    expect(byDatabase.objectives[0]).toMatchObject({ name: "availability", good: 13, total: 15 });
    expect(countsOf(byPrometheus)).toEqual(countsOf(byDatabase));
    expect(byPrometheus.objectives.map(({ remaining, state }) => [remaining, state])).toEqual(
      byDatabase.objectives.map(({ remaining, state }) => [remaining, state]),
    );

    const status = await runCli(["slo", "status"], { DATABASE_URL: stored.ownerUrl, PROMETHEUS_URL: prometheus.url });
    expect([status.code, status.stdout]).toEqual([0, expect.stringContaining("Counted by Prometheus")]);
  });
});

/** Whatever answers at an address that is said to be a Prometheus. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answer = (body: string, status = 200) => serve((_, response) => void response.writeHead(status).end(body));
const series = (value: unknown) =>
  JSON.stringify({
    status: "success",
    data: { resultType: "vector", result: [{ metric: { events: "total" }, value: [1, value] }] },
  });

describe("a Prometheus of no use leaves the report to the database, which says why", () => {
  test.each<[string, () => Promise<string>, string, number?]>([
    ["hangs", () => serve(() => {}), "it did not answer in time", 500],
    [
      "begins to answer and hangs",
      () => serve((_, response) => void response.write("{")),
      "it did not answer in time",
      500,
    ],
    ["is not there", async () => "127.0.0.1:9", "it cannot be reached"],
    ["breaks the connection", () => serve(({ socket }) => socket.destroy()), "it cannot be reached (UND_ERR_SOCKET)"],
    ["refuses the password", () => answer("no", 401), "it answered 401"],
    [
      "leads elsewhere",
      () => serve((_, response) => void response.writeHead(302, { location: "http://127.0.0.1:9/" }).end()),
      "it answered 302",
    ],
    ["is no Prometheus", () => answer("<html>"), "its answer is no result of a query"],
    ["fails", () => answer('{"status":"error","error":"too many samples"}'), "its answer is no result of a query"],
    ["counts no numbers", () => answer(series("NaN")), "its answer is no result of a query"],
    ["counts without end", () => answer(series("+Inf")), "its answer is no result of a query"],
    ["talks too much", () => answer("x".repeat(5 * 1024 * 1024)), "its answer is longer than 4 MB"],
    [
      "knows nothing",
      () => answer('{"status":"success","data":{"resultType":"vector","result":[]}}'),
      "it knows no event of any objective",
    ],
  ])("when it %s", async (_, open, reason, withinMs = 20_000) => {
    const prometheus = createPrometheusCounts(`http://ada:${SECRET}@${await open()}/`, { withinMs });
    const report = await findSloReport({ database: stored.database, plan, prometheus }, new Date());
    expect(report.source).toMatchObject({ name: "database", reason: expect.stringContaining(reason) });
    expect(JSON.stringify(report)).not.toContain(SECRET);
  });

  test("it is not asked again at once, and user and password travel as Basic authentication only", async () => {
    const asked: (string | undefined)[] = [];
    const host = await serve(({ url, headers }, response) => {
      asked.push(`${url} ${headers.authorization}`);
      response.writeHead(500).end();
    });
    const prometheus = createPrometheusCounts(`http://ada:p%40ss@${host}/prom/`);
    const read = () => findSloReport({ database: stored.database, plan, prometheus }, new Date());
    const first = await read();
    expect((await read()).source.reason).toBe(first.source.reason);
    // Two windows and the hours of four objectives, once; some may be given up before they are sent.
    expect(asked.length).toBeLessThanOrEqual(12);
    const basic = `Basic ${Buffer.from("ada:p@ss").toString("base64")}`;
    expect(new Set(asked)).toEqual(new Set([`/prom/api/v1/query ${basic}`, `/prom/api/v1/query_range ${basic}`]));
  });

  test("API and log of the web process and the command line tell the reason and no password", async () => {
    const host = await answer("<html>");
    const environment = { PROMETHEUS_URL: `http://ada:${SECRET}@${host}` };
    const web = await startWebProcess(stored.ownerUrl, environment);
    const report: SloReport = await (await fetch(`${web.url}/api/slo`)).json();
    expect(report.source).toMatchObject({ name: "database", reason: "its answer is no result of a query" });
    for (const command of ["status", "report"]) {
      const run = await runCli(["slo", command], { DATABASE_URL: stored.ownerUrl, ...environment });
      expect(run.stdout).toContain("Prometheus was not used: its answer is no result of a query");
      expect(run.stdout + run.stderr).not.toContain(SECRET);
    }
    expect(await web.stop()).toBe(0);
    expect(web.output() + JSON.stringify(report)).not.toContain(SECRET);
  });

  test("a wrong address ends the command with 2 and without the address", async () => {
    const run = await runCli(["slo", "status"], {
      DATABASE_URL: stored.ownerUrl,
      PROMETHEUS_URL: `ftp://ada:${SECRET}@host`,
    });
    expect([run.code, run.stderr]).toEqual([
      2,
      expect.stringContaining("PROMETHEUS_URL = (hidden): must be an address"),
    ]);
    expect(run.stderr).not.toContain(SECRET);
  });
});
