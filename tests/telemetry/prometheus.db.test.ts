import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findOperations } from "../../app/queries/operations.server.ts";
import { ATTRIBUTE, METRIC } from "../../telemetry/conventions.ts";
import { createTraceReceiver, type TraceReceiver } from "../../telemetry/viewer/trace-receiver.server.ts";
import { createProduct, type Product } from "../support/product.server.ts";
import { hasPrometheus, type Prometheus, type Series, startPrometheus } from "../support/prometheus.server.ts";
import { startWebProcess, type WebProcess } from "../support/web-process.server.ts";
import { signIn } from "./signed-in.ts";

const users = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `${n}`, primaryEmail: `user${n}@northwind.example` }));

/** Requests that are sent one after the other: how often, what, and the series that each belongs to. */
const SENT: [times: number, method: string, path: string, series: [route: string, method: string, status: string]][] = [
  [7, "GET", "/api/people", ["/api/people", "GET", "2xx"]],
  [2, "HEAD", "/api/people?search=user", ["/api/people", "HEAD", "2xx"]],
  [3, "GET", "/api/people/nobody@northwind.example", ["/api/people/:id", "GET", "4xx"]],
  [2, "GET", "/api/people/someone%2Felse", ["/api/people/:id", "GET", "4xx"]],
  [4, "GET", "/api/access?limit=0", ["/api/access", "GET", "4xx"]],
  [5, "GET", "/api/resources", ["/api/resources", "GET", "5xx"]],
  [6, "GET", "/api/health", ["/api/health", "GET", "2xx"]],
  [2, "POST", "/api/people", ["/api/people", "POST", "4xx"]],
  [3, "GET", "/api/no-such-path", ["unmatched", "GET", "4xx"]],
  [2, "GET", "/sign-in", ["/sign-in", "GET", "2xx"]],
  [4, "GET", "/people", ["/people", "GET", "2xx"]],
  [2, "GET", "/people.data", ["/people", "GET", "2xx"]],
  [3, "GET", "/nowhere", ["unmatched", "GET", "4xx"]],
  [1, "PROPFIND", "/people", ["unmatched", "_OTHER", "4xx"]],
];

const sumOf = (series: Series[]) => series.reduce((sum, { value }) => sum + value, 0);
const byLabel = (series: Series[], ...labels: string[]) =>
  Object.fromEntries(series.map((one) => [labels.map((label) => one.labels[label]).join(" "), one.value]));

describe.skipIf(!hasPrometheus)("a real Prometheus", () => {
  let product: Product;
  let receiver: TraceReceiver;
  let web: WebProcess;
  let sibling: WebProcess;
  let prometheus: Prometheus;
  const target = () => `instance="${new URL(web.metricsUrl).host}"`;

  beforeAll(async () => {
    product = await createProduct();
    const folder = await product.bundle({
      "google-workspace/users.json": [...users(12), { note: "a user without an id" }],
      "github/acme/org.json": { login: "acme", default_repository_permission: "none" },
      "github/acme/members.json": [
        { id: 1, login: "one", type: "User" },
        { id: 2, login: "two", type: "User" },
      ],
    });
    for (let run = 0; run < 2; run++) await product.ingest(folder);
    // So that one route fails by a fault of ours.
    await product.owner.query("alter table resources rename to resources_away");

    receiver = createTraceReceiver();
    const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: await receiver.listen(0), OTEL_BSP_SCHEDULE_DELAY: "100" };
    web = await startWebProcess(product.ownerUrl, { ...tracing, ALXDERIA_REVISION: "0123abc" });
    sibling = await startWebProcess(product.ownerUrl, { ALXDERIA_REVISION: "4567def" });
    prometheus = await startPrometheus([web.metricsUrl, sibling.metricsUrl]);

    const cookie = await signIn(web.url, "analyst");
    for (const [times, method, path] of SENT) {
      for (let n = 0; n < times; n++) {
        const response = await fetch(`${web.url}${path}`, { method, headers: { cookie, origin: web.url } });
        await response.arrayBuffer();
      }
    }
    await (await fetch(`${sibling.url}/api/health`)).text();
    await prometheus.hasReadAll();
  });
  afterAll(async () => {
    await Promise.all([prometheus?.stop(), web?.stop("SIGKILL"), sibling?.stop("SIGKILL")]);
    await receiver?.close();
  });

  test("has nothing to say against the names, helps and types of the metrics", async () => {
    const text = await (await fetch(web.metricsUrl, { headers: { accept: "text/plain" } })).text();
    expect(text).toContain(METRIC.httpRequestDuration);
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: "" });
  });

  test("reads both processes", async () => {
    expect((await prometheus.query("up")).map(({ value }) => value)).toEqual([1, 1]);
  });

  test("counts every request that was sent, by route, method and class of status, and no other", async () => {
    const expected: Record<string, number> = { "/sign-in POST 3xx": 1 };
    for (const [times, , , series] of SENT) expected[series.join(" ")] = (expected[series.join(" ")] ?? 0) + times;
    const counts = async () => {
      const metric = `${METRIC.httpRequestDuration}_count{${target()}}`;
      const series = await prometheus.query(`sum by (route, method, status_class) (${metric})`);
      return byLabel(series, "route", "method", "status_class");
    };
    await expect.poll(counts, { timeout: 10_000 }).toEqual(expected);
    await prometheus.hasReadAll();
    expect(await counts()).toEqual(expected);
    expect(await prometheus.query(`${METRIC.httpRequestsInFlight}{${target()}}`)).toMatchObject([{ value: 0 }]);
  });

  test("has a bucket of two seconds for each series, and one of all requests", async () => {
    const count = await prometheus.query(`${METRIC.httpRequestDuration}_count{${target()}}`);
    const bucket = (le: string) => prometheus.query(`${METRIC.httpRequestDuration}_bucket{${target()}, le=~"${le}"}`);
    expect(await bucket("2|2[.]0")).toHaveLength(count.length);
    expect(sumOf(await bucket("[+]Inf"))).toBe(sumOf(count));
  });

  test("has exemplars that lead to traces which were received, each of a request of that route", async () => {
    const exemplars = await prometheus.exemplars(`${METRIC.httpRequestDuration}_bucket`);
    const routes = new Set(exemplars.map(({ series }) => series.route));
    expect(routes).toEqual(new Set([...SENT.map(([, , , [route]]) => route), "/sign-in"]));
    for (const { series, traceId } of exemplars) {
      const root = await receiver.waitFor((span) => span.traceId === traceId && span.parentSpanId === null, 10_000);
      expect(root.attributes[ATTRIBUTE.httpRoute]).toBe(series.route);
      expect(root.attributes[ATTRIBUTE.httpRequestMethod]).toBe(series.method);
    }
  });

  test("counts statements by their names, failures apart", async () => {
    const of = async (metric: string) =>
      byLabel(await prometheus.query(`sum by (query) (${metric}{${target()}})`), "query");
    const ended = await of(`${METRIC.dbQueryDuration}_count`);
    // 7 and 2 of the API, 4 pages and their data twice
    expect(ended).toMatchObject({ person_list: 15, health_find: 6, resource_list: 5 });
    expect(await of(METRIC.dbQueryFailures)).toEqual({ resource_list: 5 });
    const waits = sumOf(await prometheus.query(`${METRIC.dbPoolAcquireDuration}_count{${target()}}`));
    expect(waits).toBeGreaterThan(15 + 6 + 5);
  });

  test("sees the pool: ten connections at most, and none at work when nobody asks", async () => {
    const now = async (metric: string) => sumOf(await prometheus.query(`${metric}{${target()}}`));
    expect(await now(METRIC.dbPoolMaxConnections)).toBe(10);
    expect(await now(METRIC.dbPoolActiveConnections)).toBe(0);
    expect(await now(METRIC.dbPoolWaitingRequests)).toBe(0);
    expect(await now(METRIC.dbPoolSaturated)).toBe(0);
    expect(await now(METRIC.dbPoolConnections)).toBe(await now(METRIC.dbPoolIdleConnections));
    expect(await now(METRIC.dbPoolConnections)).toBeGreaterThan(0);
  });

  test("sees what the ingests before it did, which another process ran", async () => {
    const of = async (metric: string, ...labels: string[]) =>
      byLabel(await prometheus.query(`${metric}{${target()}}`), ...labels);
    expect(await of(METRIC.syncRuns, "source", "result")).toEqual({
      "google-workspace complete": 0,
      "google-workspace incomplete": 2,
      "google-workspace stopped": 0,
      "google-workspace failed": 0,
      "github complete": 2,
      "github incomplete": 0,
      "github stopped": 0,
      "github failed": 0,
    });
    expect(await of(METRIC.syncRecords, "source", "result")).toEqual({
      "google-workspace stored": 12,
      "google-workspace unchanged": 12,
      "google-workspace rejected": 2,
      "github stored": 3,
      "github unchanged": 3,
      "github rejected": 0,
    });
    const operations = await findOperations(product.database);
    expect(operations.queue).toContainEqual({ reason: "missing_email", count: 2 });
    expect(await of(METRIC.resolveQueueItems, "reason")).toEqual(
      Object.fromEntries(operations.queue.map(({ reason, count }) => [reason, count])),
    );
    const { rows } = await product.owner.query(
      "select extract(epoch from last_complete_at)::float8 as at from sync_scopes where scope = 'github/acme'",
    );
    expect(await of(METRIC.syncLastSuccess, "source")).toEqual({ github: rows[0].at });
  });

  test("sees how old things are and how far partitions reach", async () => {
    const ages = await prometheus.query(`${METRIC.syncSecondsSinceSuccess}{${target()}}`);
    expect(ages.map(({ labels }) => labels.source)).toEqual(["github"]);
    const [view] = await prometheus.query(`${METRIC.accessViewAge}{${target()}}`);
    const { rows } = await product.owner.query(
      "select extract(epoch from now() - refreshed_at)::float8 as age from access_refreshes",
    );
    expect(view?.value).toBeGreaterThan(0);
    expect(view?.value).toBeLessThanOrEqual(rows[0].age);
    const partitions = await prometheus.query(`${METRIC.storePartitionMonthsAhead}{${target()}}`);
    expect(byLabel(partitions, "table").entity_history).toBe(3);
    expect(byLabel(partitions, "table").audit_log).toBeGreaterThanOrEqual(9);
  });

  test("tells the two processes apart, by the name that their log lines carry", async () => {
    const infos = await prometheus.query(METRIC.buildInfo);
    const named = (one: WebProcess) => one.lines()[0]?.instance;
    expect(byLabel(infos, "instance", "instance_id", "revision")).toEqual({
      [`${new URL(web.metricsUrl).host} ${named(web)} 0123abc`]: 1,
      [`${new URL(sibling.metricsUrl).host} ${named(sibling)} 4567def`]: 1,
    });
    const health = await prometheus.query(
      `sum by (instance_id) (${METRIC.httpRequestDuration}_count{route="/api/health"}
         * on (instance) group_left (instance_id) ${METRIC.buildInfo})`,
    );
    expect(byLabel(health, "instance_id")).toEqual({ [String(named(web))]: 6, [String(named(sibling))]: 1 });
  });
});
