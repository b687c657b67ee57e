import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detectionMinutes } from "./burn-rate.ts";
import { parseDefinitions } from "./parse.ts";
import { planObjectives } from "./plan.ts";
import { floor, ONE, rational, ZERO } from "./rational.ts";
import { DEFINITIONS_FOLDER, readDefinitionFiles } from "./read-definitions.server.ts";
import { simulateObjective, steadyTraffic, type TrafficMinute, timeToPage } from "./simulate.ts";

const { definitions } = parseDefinitions(await readDefinitionFiles(DEFINITIONS_FOLDER, "slo"));
const [availability] = planObjectives(definitions.map(({ objective }) => objective)).objectives;
if (!availability) throw new Error("no objective");

const PROBES = 60;

const firings = (minutes: readonly TrafficMinute[], before?: { events: number }) =>
  simulateObjective(availability, minutes, before).map((each) => each.firings);
const fail = (minutes: number, ratio = ONE) => steadyTraffic(minutes, PROBES, ratio);
const heal = (minutes: number) => steadyTraffic(minutes, PROBES);

describe("of availability", () => {
  test("a complete outage fires after 5, 11, 21 and 21 minutes", () => {
    expect(firings(fail(60))).toEqual([5, 11, 21, 21].map((firedAt) => [{ firedAt, resolvedAt: null }]));
  });

  test("good traffic fires nothing, and neither does a failure exactly at the threshold", () => {
    expect(firings(heal(5_000))).toEqual([[], [], [], []]);
    expect(firings(fail(5_000, rational(7, 1500)))).toEqual([[], [], [], []]);
    const [, , , slowest] = firings(fail(5_000, rational(71, 15_000)));
    expect(slowest).toHaveLength(1);
  });

  test("one bad minute fires nothing but is over", () => {
    expect(firings([...heal(10), ...fail(1), ...heal(5_000)])).toEqual([[], [], [], []]);
  });

  test("an outage of twelve minutes resolves by the short windows, each in its own time", () => {
    const [hour, sixHours, day, threeDays] = firings([...fail(12), ...heal(5_000)]);
    // Five minutes without failure hold at most 6.72 % from 4.664 minutes after the end on.
    expect(hour).toEqual([{ firedAt: 5, resolvedAt: 17 }]);
    // 0.84 of 30 minutes is the threshold: 29.16 minutes after the end the window holds no more.
    expect(sixHours).toEqual([{ firedAt: 11, resolvedAt: 42 }]);
    expect([day, threeDays]).toEqual([[], []]);
  });

  test("a flapping failure fires and resolves each time", () => {
    const flap = [...fail(10), ...heal(50)];
    expect(firings([...flap, ...flap, ...flap])[0]).toEqual([
      { firedAt: 5, resolvedAt: 15 },
      { firedAt: 61, resolvedAt: 75 },
      { firedAt: 121, resolvedAt: 135 },
    ]);
  });

  test("a spike of traffic weighs more than an idle hour", () => {
    const busy = steadyTraffic(60, 6_000);
    const idle = steadyTraffic(59, 60, rational(1, 10));
    expect(firings([...busy, ...idle], { events: 6_000 })).toEqual([[], [], [], []]);
    expect(firings(idle, { events: 60 })[0]).toEqual([{ firedAt: 41, resolvedAt: null }]);
  });
});

describe("few events", () => {
  test("one failed event alone never fires, whenever it comes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 299 }), (every, offset) => {
        const minutes = Array.from({ length: 600 }, (_, at) => ({
          events: at % every === offset % every ? 1 : 0,
          badRatio: at === (offset % every) + every ? ONE : ZERO,
        }));
        expect(firings(minutes, { events: 0 })).toEqual([[], [], [], []]);
      }),
    );
  });

  test("fewer events than the minimum stay silent although all fail, and one more fires", () => {
    const failing = (count: number) =>
      Array.from({ length: 60 }, (_, at) => ({ events: at < count ? 1 : 0, badRatio: ONE }));
    expect(firings(failing(14), { events: 0 })[0]).toEqual([]);
    expect(firings(failing(15), { events: 0 })[0]).toEqual([{ firedAt: 15, resolvedAt: 20 }]);
  });

  test("an idle night fires nothing, and a night that begins in a failure ends the alert", () => {
    expect(firings(steadyTraffic(600, 0), { events: 0 })).toEqual([[], [], [], []]);
    const [hour] = firings([...fail(10), ...steadyTraffic(600, 0)]);
    expect(hour).toEqual([{ firedAt: 5, resolvedAt: 15 }]);
  });
});

test("for any constant failure the simulation fires at the first whole minute after the exact instant", () => {
  const ratio = fc.integer({ min: 1, max: 1000 }).map((over) => rational(over, 1000));
  fc.assert(
    fc.property(ratio, (bad) => {
      const [row] = timeToPage(availability, [bad]);
      for (const [index, { alert, firings: found }] of simulateObjective(availability, fail(500, bad)).entries()) {
        const exact = detectionMinutes(alert.threshold, alert.long, bad);
        const expected = exact === null ? null : Number(floor(exact)) + 1;
        expect(row?.alerts[index]?.atMinute).toBe(expected);
        expect(found[0]?.firedAt ?? null).toBe(expected !== null && expected <= 500 ? expected : null);
      }
    }),
    { numRuns: 30 },
  );
});

test("the time to page names the exact instant and the minute, or never", () => {
  const table = timeToPage(availability, [ONE, rational(1, 20), rational(1, 1000)]).map(({ alerts }) =>
    alerts.map(({ exact, atMinute }) => [exact, atMinute]),
  );
  expect(table).toEqual([
    [
      [rational(4032, 1000), 5],
      [rational(1008, 100), 11],
      [rational(2016, 100), 21],
      [rational(2016, 100), 21],
    ],
    [
      [null, null],
      [rational(2016, 10), 202],
      [rational(4032, 10), 404],
      [rational(4032, 10), 404],
    ],
    Array.from({ length: 4 }, () => [null, null]),
  ]);
});

test("traffic that cannot be is refused", () => {
  expect(() => firings([{ events: 1.5, badRatio: ZERO }])).toThrow("minute 0 has 1.5 events");
  expect(() => firings([{ events: 1, badRatio: rational(3, 2) }])).toThrow("outside 0 to 1");
});
