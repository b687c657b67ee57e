import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Channel, Severity } from "../../telemetry/slo/model.ts";
import { hasAlertmanager } from "../support/alertmanager.server.ts";
import { hasPrometheus } from "../support/prometheus.server.ts";
import { createTestDatabase } from "../support/test-database.server.ts";
import { type AlertedProduct, startAlertedProduct } from "./alerted-product.ts";

const PATIENCE = { timeout: 40_000, interval: 100 };
/** So many times faster two minutes are four seconds, and the short window of an hour's burn rate is ten. */
const FASTER = 30;
/** Answers of more than 2 s stay what they are: a minute must be long enough to hold some. */
const FASTER_WITH_SLOW_ANSWERS = 15;
const POOL_MAX = 10;

type Expected = { severity: Severity; channel: Channel; runbook: string };
const page = (runbook: string): Expected => ({ severity: "critical", channel: "on-call", runbook });
const warn = (runbook: string): Expected => ({ severity: "warning", channel: "operations", runbook });

/** Waits until somebody is told, and checks who, how urgently, and what to read. */
async function expectTold({ told }: AlertedProduct, alert: string, { severity, channel, runbook }: Expected) {
  await expect.poll(() => told(alert, "firing"), { message: alert, ...PATIENCE }).toBeDefined();
  const runbook_url = `docs/runbooks/${runbook}.md`;
  expect(told(alert, "firing")).toMatchObject({
    to: channel,
    labels: { severity, channel },
    annotations: { runbook_url },
  });
  expect(existsSync(runbook_url), runbook_url).toBe(true);
}

const expectResolved = ({ told }: AlertedProduct, alert: string) =>
  expect.poll(() => told(alert, "resolved")?.to, { message: `${alert} is over`, ...PATIENCE }).toBeDefined();

/** An alert of one instance says which. */
const expectInstance = ({ told, web }: AlertedProduct, alert: string) =>
  expect(told(alert, "firing")?.labels.instance).toBe(new URL(web.metricsUrl).host);

/** Nobody was told of anything but these, nor through another channel than the alert's own. */
function expectOnly({ alertmanager, names }: AlertedProduct, ...expected: RegExp[]) {
  expect(names().filter((name) => !expected.some((each) => each.test(name)))).toEqual([]);
  for (const { to, labels } of alertmanager.notifications()) expect(to).toBe(labels.channel);
}

describe.skipIf(!hasPrometheus || !hasAlertmanager)("with a real Prometheus and a real Alertmanager", () => {
  describe("an instance", () => {
    let product: Awaited<ReturnType<typeof startAlertedProduct>>;
    let locker: pg.Client;
    beforeAll(async () => {
      const stored = await createTestDatabase();
      locker = new pg.Client({ connectionString: stored.ownerUrl });
      await locker.connect();
      product = await startAlertedProduct(stored.ownerUrl, FASTER);
    });
    afterAll(async () => {
      await locker?.end();
      await product?.end();
    });

    test("whose database refuses connections pages by failing health checks and by the burning budget", async () => {
      expect(product.names()).toEqual([]);
      await product.proxy.switchTo("refuse");
      await expectTold(product, "health-check-failing", page("health-check-failing"));
      expectInstance(product, "health-check-failing");
      await expectTold(product, "availability-burn-rate-1h", page("availability"));
    });

    test("that burns fast keeps the slower burn rate quiet by the faster one", async () => {
      const slower = async () =>
        (await product.alertmanager.alerts()).find(({ name }) => name === "availability-burn-rate-6h");
      await expect.poll(slower, PATIENCE).toMatchObject({
        state: "suppressed",
        inhibitedBy: expect.arrayContaining(["availability-burn-rate-1h"]),
      });
      expect(product.told("availability-burn-rate-6h", "firing")).toBeUndefined();
    });

    test("whose database is back ends both, and nobody heard of anything else", async () => {
      await product.proxy.switchTo("pass");
      await expectResolved(product, "health-check-failing");
      await expectResolved(product, "availability-burn-rate-1h");
      // A slower burn rate is told of once the faster one is over, as long as it lasts.
      expectOnly(product, /^health-check-failing$/, /^availability-burn-rate-/);
    });

    test("whose pool is held pages by its exhaustion, until the connections are free again", async () => {
      await locker.query("begin; lock table canonical_users in access exclusive mode");
      const waiting = Array.from({ length: POOL_MAX }, () => product.ask("/people"));
      await expectTold(product, "connection-pool-exhausted", page("connection-pool-exhausted"));
      expectInstance(product, "connection-pool-exhausted");
      await locker.query("rollback");
      expect(await Promise.all(waiting)).toEqual(Array.from({ length: POOL_MAX }, () => 200));
      await expectResolved(product, "connection-pool-exhausted");
      // A health check needs a connection too.
      expectOnly(product, /^connection-pool-exhausted$/, /^health-check-failing$/, /^availability-burn-rate-/);
    });

    test("that is killed pages by silence", async () => {
      await product.web.stop("SIGKILL");
      await expectTold(product, "availability-no-data", page("no-data"));
    });
  });

  describe("a table that is locked again and again", () => {
    let product: Awaited<ReturnType<typeof startAlertedProduct>>;
    let locker: pg.Client;
    const mended = new AbortController();
    const working: Promise<void>[] = [];
    beforeAll(async () => {
      const stored = await createTestDatabase();
      locker = new pg.Client({ connectionString: stored.ownerUrl });
      await locker.connect();
      product = await startAlertedProduct(stored.ownerUrl, FASTER_WITH_SLOW_ANSWERS);
    });
    afterAll(async () => {
      mended.abort();
      await Promise.all(working);
      await locker?.end();
      await product?.end();
    });

    async function lockAgain(): Promise<void> {
      while (!mended.signal.aborted) {
        await locker.query("begin; lock table canonical_users in access exclusive mode; select pg_sleep(2.3)");
        await locker.query("commit");
      }
    }
    let asking = true;
    async function askAgain(): Promise<void> {
      while (asking && (await product.ask("/api/people")) !== null) if (mended.signal.aborted) await sleep(50);
    }

    test("tells operations of slow answers and pages by the burning budget, until it is free again", async () => {
      working.push(lockAgain(), ...Array.from({ length: POOL_MAX / 2 }, askAgain));
      await expectTold(product, "latency-api-burn-rate-1h", page("latency"));
      await expectTold(product, "high-response-latency", warn("high-response-latency"));
      mended.abort();
      await expectResolved(product, "high-response-latency");
      await expectResolved(product, "latency-api-burn-rate-1h");
      asking = false;
      expectOnly(product, /^high-response-latency$/, /^latency-api-burn-rate-/);
    });
  });
});
