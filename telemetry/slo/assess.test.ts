import { describe, expect, test } from "vitest";
import { assessFreeze, burnRateOf, isFiring, minutesToExhaustion } from "./assess.ts";
import { rational } from "./rational.ts";
import { readPlan } from "./read-plan.server.ts";

const { objectives } = await readPlan();
const availability = objectives.find(({ name }) => name === "availability");
if (!availability?.freeze) throw new Error("availability freezes nothing");
const { freeze, window } = availability;
const counts = (bad: number, total: number) => ({ bad: rational(bad), total: rational(total) });

test("the burn rate is 1 when exactly the budget's part is bad, and unknown without events", () => {
  expect(burnRateOf(availability, counts(1, 200))).toEqual(rational(1));
  expect(burnRateOf(availability, counts(10, 100))).toEqual(rational(20));
  expect(burnRateOf(availability, counts(0, 0))).toBeNull();
});

describe("an alert", () => {
  const [alert] = availability.alerts;
  if (!alert) throw new Error("no alert");
  // factor 13.44 of 0.5 %: 6.72 %, and at least 15 events
  test.each([
    ["above the threshold in both windows", counts(68, 1000), counts(68, 1000), true],
    ["exactly at the threshold", counts(672, 10_000), counts(68, 1000), false],
    ["over already: the short window is quiet", counts(68, 1000), counts(0, 100), false],
    ["with an empty short window", counts(68, 1000), counts(0, 0), false],
    ["with one event fewer than needed", counts(14, 14), counts(14, 14), false],
    ["with as many events as needed", counts(15, 15), counts(1, 1), true],
  ])("%s", (_, long, short, expected) => {
    expect(isFiring(alert, long, short)).toBe(expected);
  });
});

test.each([
  ["half the budget at twice the pace", rational(1, 2), rational(2), rational(window, 4)],
  ["at a rate that lasts the window", rational(1, 2), rational(1), null],
  ["without events", rational(1, 2), null, null],
  ["when it is gone", rational(0), rational(5), rational(0)],
  ["after a breach", rational(-3), rational(0), rational(0)],
])("the budget is gone: %s", (_, remaining, rate, expected) => {
  expect(minutesToExhaustion(window, remaining, rate)).toEqual(expected);
});

describe("a freeze", () => {
  // of 100,000 events 500 may be bad, and half of them within 14 days
  test.each([
    ["nothing bad", 0, 100_000, false],
    ["half of the budget exactly", 250, 100_000, false],
    ["one event more than half", 251, 100_000, true],
    ["one bad event of as many as are needed", 1, 400, false],
    ["two of them", 2, 400, true],
    ["too few events to tell", 399, 399, false],
  ])("%s", (_, bad, total, frozen) => {
    expect(assessFreeze(availability, freeze, counts(bad, total))).toMatchObject({ frozen, minimumEvents: 400 });
  });

  test("without events there is nothing to freeze by", () => {
    expect(assessFreeze(availability, freeze, counts(0, 0))).toEqual({
      consumed: null,
      minimumEvents: 400,
      frozen: false,
    });
  });
});
