import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LABEL_VALUES } from "./countable-metrics.ts";
import { isWithin, sortMatchers, withoutEvents } from "./events.ts";
import type { Bound, Events, Matcher } from "./model.ts";

const METHODS = LABEL_VALUES.get("method") ?? [];
const CLASSES = LABEL_VALUES.get("status_class") ?? [];
const ROUTES = ["/a", "/b", "/c"];
/** A value that no matcher names stands for all the others. */
const EVERY_ROUTE = [...ROUTES, "/elsewhere"];
const SECONDS = [1, 2, 3];

const set = (...matchers: Matcher[]): Events => ({ metric: "m", instrument: "histogram", matchers, bound: null });
const one = (label: string, ...values: string[]): Matcher => ({ label, is: "one of", values });
const none = (label: string, ...values: string[]): Matcher => ({ label, is: "none of", values });

const matcherOf = (label: string, values: readonly string[]) =>
  fc.option(
    fc.record({
      label: fc.constant(label),
      is: fc.constantFrom("one of" as const, "none of" as const),
      values: fc.subarray([...values], { minLength: 1 }),
    }),
  );
const bound: fc.Arbitrary<Bound | null> = fc.option(
  fc.record({ is: fc.constantFrom("at most" as const, "above" as const), seconds: fc.constantFrom(...SECONDS) }),
);
const anyEvents = fc
  .tuple(matcherOf("method", METHODS), matcherOf("route", ROUTES), matcherOf("status_class", CLASSES), bound)
  .map(([method, route, status, limit]) => ({
    ...set(...sortMatchers([method, route, status].filter((each) => each !== null))),
    bound: limit,
  }));

type Event = { method: string; route: string; status_class: string; seconds: number };

/** Every kind of event that the sets above can tell apart: the oracle for what they say of each other. */
const EVERY_EVENT: Event[] = METHODS.flatMap((method) =>
  EVERY_ROUTE.flatMap((route) =>
    CLASSES.flatMap((status) =>
      [0.5, 1.5, 2.5, 3.5].map((seconds) => ({ method, route, status_class: status, seconds })),
    ),
  ),
);

function holds(events: Events, event: Event): boolean {
  const labels = events.matchers.every(
    ({ label, is, values }) => values.includes(String(event[label as keyof Event])) === (is === "one of"),
  );
  if (!labels || events.bound === null) return labels;
  return event.seconds <= events.bound.seconds === (events.bound.is === "at most");
}

describe("of any two sets of events", () => {
  test("one is within the other when every single event says so", () => {
    fc.assert(
      fc.property(anyEvents, anyEvents, (inner, outer) => {
        const isEmpty = !EVERY_EVENT.some((event) => holds(inner, event));
        fc.pre(!isEmpty);
        expect(isWithin(inner, outer)).toBe(EVERY_EVENT.every((event) => !holds(inner, event) || holds(outer, event)));
      }),
      { numRuns: 500 },
    );
  });

  test("the rest, where there is one, holds exactly the events of the whole that are not in the part", () => {
    let rests = 0;
    fc.assert(
      fc.property(anyEvents, fc.nat(3), anyEvents, (whole, which, other) => {
        const label = ["method", "route", "status_class"][which];
        const part: Events =
          label === undefined
            ? { ...whole, bound: other.bound }
            : {
                ...whole,
                matchers: sortMatchers([
                  ...whole.matchers.filter((each) => each.label !== label),
                  ...other.matchers.filter((each) => each.label === label),
                ]),
              };
        const rest = withoutEvents(whole, part);
        if (rest === null) return;
        rests += 1;
        for (const event of EVERY_EVENT) {
          expect(holds(rest, event)).toBe(holds(whole, event) && !holds(part, event));
        }
      }),
      { numRuns: 500 },
    );
    expect(rests).toBeGreaterThan(20);
  });
});

test("sets of different metrics are never within each other", () => {
  expect(isWithin(set(), { ...set(), metric: "other" })).toBe(false);
});

test("none of one class is the same as one of all the others", () => {
  const [left, right] = [set(none("status_class", "5xx")), set(one("status_class", "1xx", "2xx", "3xx", "4xx"))];
  expect([isWithin(left, right), isWithin(right, left)]).toEqual([true, true]);
});

test("two differences at once, a part outside and the whole itself leave no rest", () => {
  const whole = set(one("route", "/a"));
  expect(withoutEvents(whole, set(one("method", "GET"), one("route", "/a"), one("status_class", "2xx")))).toBeNull();
  expect(withoutEvents(whole, set(one("route", "/b")))).toBeNull();
  expect(withoutEvents(whole, whole)).toBeNull();
  const slow = { ...whole, bound: { is: "at most" as const, seconds: 3 } };
  expect(withoutEvents(slow, { ...whole, bound: { is: "at most", seconds: 2 } })).toBeNull();
});
