import { expect, test } from "vitest";
import { METRIC } from "../conventions.ts";
import { GUIDE_ALERTS } from "./guide-alerts.ts";
import { PLAIN_ALERTS } from "./upkeep-alerts.ts";

test("beside the guide's there are four, with their severity, channel, runbook and threshold", () => {
  const own = PLAIN_ALERTS.filter((alert) => !GUIDE_ALERTS.includes(alert));
  expect(
    own.map(({ name, severity, channel, runbook, prometheus }) => [
      name,
      severity,
      channel,
      runbook,
      prometheus.from === "metric" && prometheus.reads.kind === "gauge" ? prometheus.reads.gauge : null,
      prometheus.from === "metric" ? prometheus.condition.threshold : null,
    ]),
  ).toEqual([
    ["history-damaged", "critical", "on-call", "docs/runbooks/history-damaged.md", METRIC.historyDamaged, 1],
    [
      "history-not-verified",
      "warning",
      "operations",
      "docs/runbooks/history-not-verified.md",
      METRIC.historySinceVerified,
      129_600,
    ],
    ["audit-not-shipped", "warning", "operations", "docs/runbooks/audit-not-shipped.md", METRIC.historyUnshipped, 900],
    [
      "default-partition-rows",
      "warning",
      "operations",
      "docs/runbooks/partition-maintenance.md",
      METRIC.storeStrayRows,
      1,
    ],
  ]);
  for (const { origin } of own) expect(origin).toBe("upkeep");
});

test("one line that says so is enough on both clouds, and it asks for the same threshold", () => {
  for (const { origin, prometheus, cloudwatch, cloudMonitoring } of PLAIN_ALERTS) {
    if (origin !== "upkeep" || prometheus.from !== "metric") continue;
    const where = [{ is: ">=", value: prometheus.condition.threshold }];
    for (const source of [cloudwatch, cloudMonitoring]) {
      expect(source).toMatchObject({ where, condition: { comparison: ">=", threshold: 1 } });
    }
  }
});
