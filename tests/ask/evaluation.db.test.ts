import { beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/test-database.server.ts";
import { evaluate, report, type Verdict } from "./evaluation.ts";
import { HELD_OUT_WORDINGS } from "./held-out-wordings.ts";
import { storeWorlds } from "./stored-worlds.server.ts";
import { WORDINGS, type Wording } from "./wordings.ts";

const SEEDS = [3, 5, 11];

let database: TestDatabase;
let worlds: Awaited<ReturnType<typeof storeWorlds>>;

beforeAll(async () => {
  database = await createTestDatabase({ version: 18 });
  worlds = await storeWorlds(database, SEEDS);
}, 300_000);

async function evaluateAll(wordings: readonly Wording[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const [number, { tenantId, world }] of worlds.entries()) {
    for (const wording of wordings) {
      const verdict = await evaluate(database.database, tenantId, world, wording, number);
      if (verdict !== null) verdicts.push(verdict);
    }
  }
  return verdicts;
}

test("the planner answers at least 95 % of the wordings, and never with the rows of another question", async () => {
  const verdicts = await evaluateAll(WORDINGS);
  console.info(report("wordings", verdicts));
  const right = verdicts.filter(({ verdict }) => verdict === "right").length;
  expect(verdicts.filter(({ verdict }) => verdict === "wrong")).toEqual([]);
  expect(WORDINGS.length).toBeGreaterThanOrEqual(150);
  expect(right / verdicts.length).toBeGreaterThanOrEqual(0.95);
}, 300_000);

test("wordings that nobody tuned on are never answered with the rows of another question", async () => {
  const verdicts = await evaluateAll(HELD_OUT_WORDINGS);
  console.info(report("held-out wordings", verdicts));
  expect(verdicts.filter(({ verdict }) => verdict === "wrong")).toEqual([]);
}, 300_000);
