import { expect, test } from "vitest";
import { METRIC } from "./conventions.ts";
import { createInstruments } from "./instruments.ts";
import { parseMetrics } from "./viewer/parse-metrics.ts";

const OPENMETRICS = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1";
const TEXT = "text/plain;version=0.0.4";
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const COUNTERS = [METRIC.dbQueryFailures, METRIC.dbPoolSaturated, METRIC.operationsReadFailures];

function createUsed() {
  const instruments = createInstruments({ version: "1", revision: "r", instance: "i" });
  instruments.queryEnded("people_list", 0.01, true);
  instruments.operationsRead(null);
  for (const [traceId, seconds] of [
    [TRACE_ID, 0.02],
    [null, 0.3],
  ] as const) {
    instruments.requestStarted();
    instruments.requestEnded({ route: "/people", method: "GET", statusClass: "2xx" }, seconds, false, traceId);
  }
  return instruments;
}

/** Of each counter the names in its TYPE line and in its samples. */
function namesOf(body: string) {
  const sampled = new Set(parseMetrics(body).map(({ name }) => name));
  return COUNTERS.map((name) => ({
    sampled: [name, `${name}_total`, name.replace(/_total$/, "")].filter((one) => sampled.has(one)),
    typed: [...body.matchAll(/^# TYPE (\S+) counter$/gm)].flatMap(([, typed]) =>
      typed?.replace(/_total$/, "") === name.replace(/_total$/, "") ? [typed] : [],
    ),
  }));
}

const AS_OPENMETRICS = COUNTERS.map((name) => ({ sampled: [name], typed: [name.replace(/_total$/, "")] }));
const AS_TEXT = COUNTERS.map((name) => ({ sampled: [name], typed: [name] }));

test("counters keep their names, whatever form was asked for before", async () => {
  const instruments = createUsed();
  for (const accept of [OPENMETRICS, TEXT, OPENMETRICS, OPENMETRICS, TEXT, TEXT, undefined]) {
    const { body } = await instruments.render(accept);
    expect(namesOf(body)).toEqual(accept === OPENMETRICS ? AS_OPENMETRICS : AS_TEXT);
  }
});

test("each reader gets its own form when many ask at the same time", async () => {
  const instruments = createUsed();
  const accepts = Array.from({ length: 40 }, (_, n) => (n % 3 === 0 ? OPENMETRICS : TEXT));
  const answers = await Promise.all(accepts.map((accept) => instruments.render(accept)));
  for (const [index, { body, contentType }] of answers.entries()) {
    const open = accepts[index] === OPENMETRICS;
    expect(contentType).toBe(
      open ? "application/openmetrics-text; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8",
    );
    expect(namesOf(body)).toEqual(open ? AS_OPENMETRICS : AS_TEXT);
    expect(body.endsWith("# EOF\n")).toBe(open);
    expect(body.match(/^# EOF$/gm)?.length ?? 0).toBe(open ? 1 : 0);
    expect(body.includes(TRACE_ID)).toBe(open);
  }
});

test("a reader that fails is no reason for the next one to get nothing", async () => {
  const instruments = createUsed();
  let broken = true;
  instruments.watchPool(() => {
    if (broken) throw new Error("no pool");
    return { max: 10, size: 0, active: 0, idle: 0, waiting: 0, saturatedSeconds: 0, saturatedForSeconds: 0 };
  });
  await expect(instruments.render(TEXT)).rejects.toThrow("no pool");
  broken = false;
  expect(namesOf((await instruments.render(TEXT)).body)).toEqual(AS_TEXT);
});

test("exemplars are only in OpenMetrics, and only of requests whose trace is kept", async () => {
  const instruments = createUsed();
  const open = parseMetrics((await instruments.render(OPENMETRICS)).body);
  expect(
    open.flatMap(({ name, labels, exemplar }) => (exemplar ? [{ name, le: labels.le, ...exemplar }] : [])),
  ).toEqual([
    {
      name: `${METRIC.httpRequestDuration}_bucket`,
      le: "0.025",
      traceId: TRACE_ID,
      value: 0.02,
      timestampSeconds: expect.closeTo(Date.now() / 1000, -2),
    },
  ]);
  const { body } = await instruments.render(TEXT);
  expect(parseMetrics(body).filter(({ exemplar }) => exemplar)).toEqual([]);
  // After its value a sample has no more: neither a time nor an example.
  expect(body.split("\n").filter((line) => !line.startsWith("#") && / .* /.test(line.replace(/\{.*\}/, "")))).toEqual(
    [],
  );
});

test("both forms say the same numbers", async () => {
  const instruments = createUsed();
  const ours = (body: string) =>
    parseMetrics(body)
      .filter(({ name }) => name.startsWith("alxderia_"))
      .map(({ name, labels, value }) => ({ name, labels, value }));
  const text = ours((await instruments.render(TEXT)).body);
  expect(text.length).toBeGreaterThan(30);
  expect(ours((await instruments.render(OPENMETRICS)).body)).toEqual(text);
});

test("what was not measured yet is NaN, as the formats write it, and no other word", async () => {
  // Within one turn of the event loop nothing is known of its lag.
  const { body } = await createUsed().render(TEXT);
  expect(body).not.toMatch(/ Nan$/m);
  expect(parseMetrics(body).map(({ name }) => name)).toContain("nodejs_eventloop_lag_mean_seconds");
});

test("nothing but counters ends in _total, also among the process's own metrics", async () => {
  const { body } = await createUsed().render(TEXT);
  const types = [...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type = ""]) => ({ name, type }));
  expect(types.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["process_cpu_seconds_total", "nodejs_eventloop_lag_seconds", "nodejs_active_handles"]),
  );
  expect(types.filter(({ name, type }) => (type === "counter") !== name.endsWith("_total"))).toEqual([]);
});
