import { expect, test } from "vitest";
import { METRIC } from "../conventions.ts";
import { createInstruments } from "../instruments.ts";
import { COUNTABLE_METRICS } from "./countable-metrics.ts";

/** Names of labels and upper bounds of the buckets, as a running process writes them. */
async function written() {
  const instruments = createInstruments({ version: "0", revision: "0", instance: "0" });
  instruments.requestStarted();
  instruments.requestEnded({ route: "/", method: "GET", statusClass: "2xx" }, 0.1, false, null);
  instruments.queryEnded("some_query", 0.1, true);
  instruments.connectionAcquired(0.1);
  instruments.operationsRead({
    syncs: [{ source: "aws", result: "ok", runs: 1 }],
    records: [{ source: "aws", result: "added", count: 1 }],
    lastSuccess: [],
    accessViewAgeSeconds: null,
    partitions: [],
    queue: [],
  });
  const { body } = await instruments.render(undefined);
  return body.split("\n");
}

test("what may be counted has the labels and boundaries that the instruments have", async () => {
  const lines = await written();
  for (const [metric, countable] of COUNTABLE_METRICS) {
    const isHistogram = countable.instrument === "histogram";
    const series = lines.filter((line) => line.startsWith(isHistogram ? `${metric}_bucket{` : `${metric}{`));
    const labels = [...(series[0] ?? "").matchAll(/(\w+)="/g)]
      .map(([, label]) => label)
      .filter((each) => each !== "le");
    expect([metric, labels.sort()]).toEqual([metric, [...countable.labels].sort()]);
    if (!isHistogram) continue;
    const bounds = series.map((line) => /le="([^"]+)"/.exec(line)?.[1]).filter((bound) => bound !== "+Inf");
    expect([metric, bounds.map(Number)]).toEqual([metric, [...countable.buckets]]);
  }
});

test("only histograms and counters of the conventions may be counted", async () => {
  const lines = await written();
  const names: readonly string[] = Object.values(METRIC);
  for (const [metric, { instrument }] of COUNTABLE_METRICS) {
    expect(names).toContain(metric);
    expect(lines).toContain(`# TYPE ${metric} ${instrument}`);
  }
});
