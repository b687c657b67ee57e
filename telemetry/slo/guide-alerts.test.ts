import { expect, test } from "vitest";
import { COUNTABLE_METRICS } from "./countable-metrics.ts";
import { GUIDE_ALERTS } from "./guide-alerts.ts";

test("the list is the guide's eight, each once, with its severity, channel and runbook", () => {
  expect(GUIDE_ALERTS.map(({ name, severity, channel }) => [name, severity, channel])).toEqual([
    ["health-check-failing", "critical", "on-call"],
    ["high-response-latency", "warning", "operations"],
    ["connection-pool-exhausted", "critical", "on-call"],
    ["database-capacity", "warning", "operations"],
    ["instances-at-ceiling", "warning", "operations"],
    ["secret-access-failing", "critical", "on-call"],
    ["image-push-failing", "critical", "on-call"],
    ["storage-anomaly", "warning", "operations"],
  ]);
  for (const { name, runbook } of GUIDE_ALERTS) expect(runbook).toBe(`docs/runbooks/${name}.md`);
});

test("each can be raised on both clouds, and where Prometheus cannot, the reason is given", () => {
  for (const { cloudwatch, cloudMonitoring, prometheus } of GUIDE_ALERTS) {
    expect([cloudwatch.from, cloudMonitoring.from]).not.toContain("nothing");
    if (prometheus.from === "nothing") expect(prometheus.why).not.toBe("");
  }
});

test("the guide's times are kept: three failures, five, two and ten minutes", () => {
  const seconds = GUIDE_ALERTS.flatMap(({ name, cloudwatch }) =>
    "condition" in cloudwatch ? [[name, cloudwatch.condition.periodSeconds * cloudwatch.condition.periods]] : [],
  );
  expect(Object.fromEntries(seconds)).toMatchObject({
    "high-response-latency": 300,
    "instances-at-ceiling": 600,
  });
  const own = { "health-check-failing": 3, "connection-pool-exhausted": 120 };
  for (const [name, value] of Object.entries(own)) {
    const { prometheus, cloudwatch, cloudMonitoring } =
      GUIDE_ALERTS.find((each) => each.name === name) ?? expect.fail();
    expect(prometheus).toMatchObject({ condition: { comparison: ">=", threshold: value, periods: 1 } });
    // One line that says so is enough.
    for (const source of [cloudwatch, cloudMonitoring]) {
      expect(source).toMatchObject({ where: [{ is: ">=", value }], condition: { comparison: ">=", threshold: 1 } });
    }
  }
});

test("what Prometheus reads is a metric with those labels", () => {
  const read = GUIDE_ALERTS.flatMap(({ prometheus }) => {
    if (prometheus.from === "nothing" || prometheus.reads.kind === "gauge") return [];
    return [prometheus.reads.events];
  });
  expect(read).toHaveLength(1);
  for (const { metric, matchers } of read) {
    for (const { label } of matchers) expect(COUNTABLE_METRICS.get(metric)?.labels).toContain(label);
  }
});
