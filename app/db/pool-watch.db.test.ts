import { expect, onTestFinished, test } from "vitest";
import { createTestDatabase } from "../../tests/support/test-database.server.ts";
import { createDatabase } from "./database.server.ts";

const MAX = 2;
const stored = await createTestDatabase();

async function fillPool() {
  const { pool, poolState, close } = createDatabase(stored.ownerUrl, { max: MAX, applicationName: "alxderia test" });
  const held = new Set<{ release(): void }>();
  pool.on("acquire", (client) => held.add(client));
  pool.on("release", (_error, client) => held.delete(client));
  // Whatever a test that fails still holds would keep the pool open.
  onTestFinished(async () => {
    for (const client of held) client.release();
    await close();
  });
  const [first, second] = [await pool.connect(), await pool.connect()];
  /** Until so many milliseconds more have passed: timers may be early, the clock that is read here is not. */
  const pass = async (milliseconds: number) => {
    const until = performance.now() + milliseconds;
    while (performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { pool, poolState, first, second, pass };
}

test("a pool with a free connection has been full for no time", async () => {
  const { poolState, first, second } = await fillPool();
  first.release();
  expect(poolState()).toMatchObject({ active: 1, saturatedForSeconds: 0 });
  second.release();
  expect(poolState()).toMatchObject({ active: 0, saturatedForSeconds: 0 });
});

test("a full pool is timed from its last connection on, and anew after a break", async () => {
  const { pool, poolState, first, pass } = await fillPool();
  await pass(30);
  const before = poolState().saturatedForSeconds;
  expect(before).toBeGreaterThanOrEqual(0.03);
  first.release();
  const total = poolState().saturatedSeconds;
  await pass(30);
  expect(poolState()).toMatchObject({ saturatedForSeconds: 0, saturatedSeconds: total });
  await pool.connect();
  await pass(10);
  const state = poolState();
  expect(state.saturatedForSeconds).toBeGreaterThanOrEqual(0.01);
  expect(state.saturatedSeconds - total).toBeCloseTo(state.saturatedForSeconds, 6);
});

test("a connection that goes to whoever waits for it was not free in between", async () => {
  const { pool, poolState, first, pass } = await fillPool();
  const waiting = pool.connect();
  await pass(30);
  first.release();
  await waiting;
  expect(poolState()).toMatchObject({ active: MAX, waiting: 0 });
  expect(poolState().saturatedForSeconds).toBeGreaterThanOrEqual(0.03);
});

test("a broken connection that is replaced for whoever waits is a break", async () => {
  const { pool, poolState, first, pass } = await fillPool();
  const waiting = pool.connect();
  await pass(30);
  first.release(new Error("broken"));
  const before = performance.now();
  await waiting;
  expect(poolState().active).toBe(MAX);
  expect(poolState().saturatedForSeconds).toBeLessThanOrEqual((performance.now() - before) / 1000);
});
