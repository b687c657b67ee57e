import fc from "fast-check";
import { Histogram, Registry, type RegistryContentType } from "prom-client";
import { describe, expect, test } from "vitest";
import { METRIC } from "../conventions.ts";
import { createMetricsHistory, growth, quantile } from "./metrics-history.ts";
import { gauge, summariseMetrics } from "./metrics-summary.ts";
import { MetricsTextError, parseMetrics } from "./parse-metrics.ts";

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const LIMITS = { maxScrapes: 4, maxSeries: 1000 };

/** The page of a registry with requests in it, as prom-client writes it. */
function createRequests() {
  const registry = new Registry<RegistryContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const requests = new Histogram<string>({
    name: METRIC.httpRequestDuration,
    help: "h",
    labelNames: ["route", "method", "status_class"],
    buckets: [0.1, 1],
    enableExemplars: true,
    registers: [registry],
  });
  return {
    answer(route: string, seconds: number, status = "2xx", traceId?: string) {
      requests.observe({
        labels: { route, method: "GET", status_class: status },
        value: seconds,
        ...(traceId === undefined ? {} : { exemplarLabels: { trace_id: traceId } }),
      });
    },
    page: async () => parseMetrics(await registry.metrics()),
  };
}

describe("a metrics page", () => {
  test("is read with labels, special numbers, times and exemplars", () => {
    const page = [
      "# HELP x text with } and {",
      'a{b="c\\"d\\\\e\\nf",g=""} 1.5e3 1700000000.5',
      "up -Inf",
      "odd NaN",
      `h_bucket{le="+Inf"} 3 # {trace_id="${TRACE_ID}"} 0.25 1700000000.1`,
      'h_bucket{le="1"} 2 # {span_id="x"} 0.25',
      "# EOF",
    ].join("\n");
    expect(parseMetrics(page)).toEqual([
      { name: "a", labels: { b: 'c"d\\e\nf', g: "" }, value: 1500, exemplar: null },
      { name: "up", labels: {}, value: Number.NEGATIVE_INFINITY, exemplar: null },
      { name: "odd", labels: {}, value: Number.NaN, exemplar: null },
      {
        name: "h_bucket",
        labels: { le: "+Inf" },
        value: 3,
        exemplar: { traceId: TRACE_ID, value: 0.25, timestampSeconds: 1700000000.1 },
      },
      { name: "h_bucket", labels: { le: "1" }, value: 2, exemplar: null },
    ]);
  });

  for (const line of ["a", "a{", 'a{b="c} 1', "a{b} 1", "a one", "1 1", "<html>", 'a{b="c"} 1 2 3']) {
    test(`is refused when a line says ${line}`, () => {
      expect(() => parseMetrics(`x 1\n${line}`)).toThrow(MetricsTextError);
      expect(() => parseMetrics(`x 1\n${line}`)).toThrow(/line 2/);
    });
  }

  test("of any label value that prom-client writes is read back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), async (route) => {
        const requests = createRequests();
        requests.answer(route, 0.05);
        expect((await requests.page())[0]?.labels.route).toBe(route);
      }),
    );
  });
});

describe("the history", () => {
  const at = (value: number, name = "c") => [{ name, labels: {}, value, exemplar: null }];

  test("keeps the last scrapes and forgets series that are gone", () => {
    const history = createMetricsHistory(LIMITS);
    for (let second = 1; second <= 6; second++) history.record(at(second), second * 1000);
    expect(history.times()).toEqual([3000, 4000, 5000, 6000]);
    expect(history.series("c")[0]?.points.map((point) => point.value)).toEqual([3, 4, 5, 6]);
    history.record(at(1, "d"), 7000);
    expect(history.series().map((series) => series.name)).toEqual(["d"]);
  });

  test("counts a restart from 0, and a series that was not there before as well", () => {
    const history = createMetricsHistory(LIMITS);
    history.record(at(5), 1000);
    history.record(at(8), 2000);
    history.record([...at(2), ...at(7, "new")], 3000);
    const grown = (name: string) => history.series(name).map((series) => growth(series, history.times().length));
    expect(grown("c")).toEqual([[3, 2]]);
    expect(grown("new")).toEqual([[0, 7]]);
  });

  test("holds no more series than it may", () => {
    const history = createMetricsHistory({ maxScrapes: 2, maxSeries: 1 });
    history.record([...at(1, "a"), ...at(1, "b")], 1000);
    expect(history.series()).toHaveLength(1);
  });
});

describe("a quantile from buckets", () => {
  // Worked out by hand after https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
  const buckets = new Map([
    [0.1, 50],
    [1, 90],
    [2, 100],
    [Number.POSITIVE_INFINITY, 100],
  ]);
  test("is interpolated inside its bucket", () => {
    expect(quantile(0.25, buckets)).toBeCloseTo(0.05);
    expect(quantile(0.5, buckets)).toBeCloseTo(0.1);
    expect(quantile(0.7, buckets)).toBeCloseTo(0.55);
    expect(quantile(0.99, buckets)).toBeCloseTo(1.9);
  });

  test("beyond the last bound is that bound, and of nothing is null", () => {
    expect(
      quantile(
        0.99,
        new Map([
          [1, 0],
          [Number.POSITIVE_INFINITY, 4],
        ]),
      ),
    ).toBe(1);
    expect(
      quantile(
        0.99,
        new Map([
          [1, 0],
          [Number.POSITIVE_INFINITY, 0],
        ]),
      ),
    ).toBeNull();
    expect(quantile(0.99, new Map())).toBeNull();
  });
});

describe("the summary", () => {
  test("has rates, quantiles, errors and examples, without the health check in the totals", async () => {
    const requests = createRequests();
    const history = createMetricsHistory(LIMITS);
    requests.answer("/people", 0.05);
    history.record(await requests.page(), 0);
    for (let count = 0; count < 8; count++) requests.answer("/people", 0.05);
    requests.answer("/people", 0.5, "5xx", TRACE_ID);
    requests.answer("/people", 0.5, "5xx");
    for (let count = 0; count < 40; count++) requests.answer("/api/health", 3);
    history.record(await requests.page(), 10_000);
    const summary = summariseMetrics(history);
    expect(summary).toMatchObject({
      windowSeconds: 10,
      requestRate: { now: 1, course: [1] },
      errorRate: { now: 0.2, course: [0.2] },
      p50: { now: 0.0625 },
    });
    expect(summary.p99.now).toBeCloseTo(0.955);
    const people = summary.routes.find((route) => route.name === "/people");
    expect(people).toMatchObject({ errorShare: 0.2, exemplars: [{ traceId: TRACE_ID, value: 0.5 }] });
    expect(summary.routes[0]).toMatchObject({ name: "/api/health", rate: { now: 4 } });
  });

  test("says nothing of rates after one reading, and of gauges that are not there", async () => {
    const requests = createRequests();
    const history = createMetricsHistory(LIMITS);
    requests.answer("/people", 0.05);
    history.record(await requests.page(), 0);
    expect(summariseMetrics(history)).toMatchObject({ windowSeconds: 0, requestRate: { now: null, course: [] } });
    expect(gauge(history, METRIC.dbPoolIdleConnections)).toBeNull();
  });
});
