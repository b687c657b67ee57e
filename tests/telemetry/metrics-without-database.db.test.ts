import { describe, expect, onTestFinished, test } from "vitest";
import { METRIC } from "../../telemetry/conventions.ts";
import { parseMetrics } from "../../telemetry/viewer/parse-metrics.ts";
import { type ProxyMode, startTcpProxy } from "../support/tcp-proxy.ts";
import { createTestDatabase } from "../support/test-database.server.ts";
import { startWebProcess } from "../support/web-process.server.ts";

/** Longest that Prometheus waits for an answer unless it is told otherwise. */
const SCRAPE_TIMEOUT_MS = 10_000;

const FROM_DATABASE = [
  METRIC.syncRuns,
  METRIC.accessViewAge,
  METRIC.storePartitionMonthsAhead,
  METRIC.resolveQueueItems,
];

describe.each(["refuse", "hang"] as const satisfies ProxyMode[])("a database that would %s", (mode) => {
  test("takes away its own numbers and no others, and that it did is counted and logged", async () => {
    const { ownerUrl } = await createTestDatabase();
    const proxy = await startTcpProxy(ownerUrl);
    const web = await startWebProcess(proxy.url);
    onTestFinished(async () => {
      await web.stop("SIGKILL");
    });
    const scrape = async () => {
      const response = await fetch(web.metricsUrl, { signal: AbortSignal.timeout(SCRAPE_TIMEOUT_MS) });
      expect(response.status).toBe(200);
      return parseMetrics(await response.text());
    };
    await proxy.switchTo(mode);
    const names = new Map((await scrape()).map(({ name, value }) => [name, value]));
    expect(FROM_DATABASE.filter((name) => names.has(name))).toEqual([]);
    expect(names.get(METRIC.operationsReadFailures)).toBe(1);
    expect(names.get(METRIC.dbPoolMaxConnections)).toBe(10);
    expect(names.get(METRIC.buildInfo)).toBe(1);
    expect(names.get("process_resident_memory_bytes")).toBeGreaterThan(0);
    await web.waitForLine(({ message }) => message === "the metrics of syncs could not be read");
  });
});
