import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { METRIC } from "./conventions.ts";
import { createUpkeepGauges } from "./upkeep-gauges.ts";

function create() {
  const registry = new Registry();
  const gauges = createUpkeepGauges([registry]);
  const values = async (name: string) => (await registry.getSingleMetric(name)?.get())?.values ?? [];
  return { gauges, values };
}

const NAMES = [
  METRIC.storeStrayRows,
  METRIC.historyLastVerified,
  METRIC.historySinceVerified,
  METRIC.historyDamaged,
  METRIC.historyUnshipped,
] as const;

test("metrics and the log's fields say the same of partitions, verifications and what the SIEM was told", async () => {
  const { gauges, values } = create();
  const lastVerifiedAt = Date.now() / 1000 - 7_200;
  gauges.set({
    strayRows: [
      { table: "audit_log", rows: 2 },
      { table: "entity_history", rows: 0 },
    ],
    lastVerifiedAt,
    damagedOrganisations: 1,
    oldestUnshippedAt: lastVerifiedAt - 60,
  });
  expect(await values(METRIC.storeStrayRows)).toMatchObject([
    { labels: { table: "audit_log" }, value: 2 },
    { labels: { table: "entity_history" }, value: 0 },
  ]);
  expect(await values(METRIC.historyLastVerified)).toMatchObject([{ value: lastVerifiedAt }]);
  expect(await values(METRIC.historyDamaged)).toMatchObject([{ value: 1 }]);
  const [since] = await values(METRIC.historySinceVerified);
  expect(since?.value).toBeGreaterThanOrEqual(7_200);
  const [unshipped] = await values(METRIC.historyUnshipped);
  expect(unshipped?.value).toBeGreaterThanOrEqual(7_260);
  const fields = gauges.fields();
  expect(fields).toMatchObject({ default_partition_rows: 2, damaged_organisations: 1 });
  expect(fields.seconds_since_verified).toBeGreaterThanOrEqual(7_200);
  expect(fields.oldest_unshipped_entry_seconds).toBeGreaterThanOrEqual(7_260);
});

test("what is not known is left out and never zero: before the first reading, and after one that failed", async () => {
  const { gauges, values } = create();
  const nothing = async () => {
    for (const name of NAMES) expect(await values(name), name).toEqual([]);
    expect(gauges.fields()).toEqual({});
  };
  await nothing();
  gauges.set({
    ...{ strayRows: [{ table: "audit_log", rows: 0 }], lastVerifiedAt: 1, damagedOrganisations: 0 },
    oldestUnshippedAt: null,
  });
  expect(await values(METRIC.historyUnshipped)).toMatchObject([{ value: 0 }]);
  expect(await values(METRIC.historyDamaged)).toMatchObject([{ value: 0 }]);
  gauges.set(null);
  await nothing();
});

test("without any organisation there is no time of a verification", async () => {
  const { gauges, values } = create();
  gauges.set({ strayRows: [], lastVerifiedAt: null, damagedOrganisations: 0, oldestUnshippedAt: null });
  expect(await values(METRIC.historySinceVerified)).toEqual([]);
  expect(await values(METRIC.historyLastVerified)).toEqual([]);
  expect(gauges.fields()).toEqual({
    ...{ default_partition_rows: 0, damaged_organisations: 0, oldest_unshipped_entry_seconds: 0 },
  });
});
