import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sortMatchers } from "./events.ts";
import type { Events } from "./model.ts";
import { PRIMARY_API_ROUTES } from "./primary-routes.ts";
import { formatQuery, parseQuery, patternOf } from "./query.ts";

const rate = (selection: string) => `sum(rate(${selection}[{{window}}]))`;

describe("a query", () => {
  test("becomes a set of events, whatever its spaces", () => {
    expect(
      parseQuery(' sum( rate( m_bucket {le=~"2(\\\\.0)?" , route!~"/a|/b",\n status_class="2xx"} [ {{window}} ] ) )'),
    ).toEqual({
      value: {
        metric: "m",
        instrument: "histogram",
        matchers: [
          { label: "route", is: "none of", values: ["/a", "/b"] },
          { label: "status_class", is: "one of", values: ["2xx"] },
        ],
        bound: { is: "at most", seconds: 2 },
      },
      fault: null,
    });
  });

  test("without labels counts everything, and a counter keeps its name", () => {
    expect(parseQuery(rate("runs_total")).value).toEqual({
      metric: "runs_total",
      instrument: "counter",
      matchers: [],
      bound: null,
    });
    expect(parseQuery(rate("m_count{}")).value).toMatchObject({ metric: "m", instrument: "histogram", matchers: [] });
  });

  test("may name the primary API routes instead of listing them", () => {
    expect(parseQuery(rate('m_count{route=~"{{primary-api-routes}}"}')).value?.matchers).toEqual([
      { label: "route", is: "one of", values: [...PRIMARY_API_ROUTES] },
    ]);
  });

  test.each([
    ["another function", "sum(increase(m_count[{{window}}]))", "sum(increase(m_count[{{window}}]))", "write one rate"],
    ["a fixed window", "sum(rate(m_count[5m]))", "[5m]", "leave the window open"],
    ["an open brace", 'sum(rate(m_count{a="b"[{{window}}]))', '{a="b"[{{window}}]', "close the braces"],
    ["a label without quotes", rate("m_count{a=b}"), "a=b", "mend or remove"],
    ["conditions without a comma", rate('m_count{a="b" c="d"}'), 'c="d"', "put a comma"],
    ["one label twice", rate('m_count{a="b",a!="c"}'), 'a!="c"', "join the conditions on a"],
    ["a wildcard", rate('m_count{a=~"/api/.*"}'), 'a=~"/api/.*"', "list each value"],
    ["a class of signs", rate('m_count{a=~"\\\\d"}'), 'a=~"\\\\d"', "list each value"],
    ["an escape that is no sign", rate('m_count{a="\\n"}'), 'a="\\n"', "mend or remove"],
    ["an empty alternative", rate('m_count{a=~"b|"}'), 'a=~"b|"', "list each value"],
    ["a bucket without bound", rate("m_bucket"), "m_bucket", "add le"],
    ["a bound without bucket", rate('m_count{le="0.5"}'), 'le="0.5"', "remove le"],
    ["a whole bound that Prometheus 3 does not match", rate('m_bucket{le="2"}'), 'le="2"', "Prometheus 2 and 3"],
    ["a bound that is no number", rate('m_bucket{le=~"2|3"}'), 'le=~"2|3"', "Prometheus 2 and 3"],
    ["a sum of seconds", rate("m_sum"), "m_sum", "count events"],
  ])("with %s is refused, and the words that are meant are named", (_, text, given, advice) => {
    const { value, fault } = parseQuery(text);
    expect(value).toBeNull();
    expect(fault?.given).toBe(given);
    expect(fault?.advice).toContain(advice);
  });

  test("written for any set of events is read as the same set", () => {
    const text = fc.string({ minLength: 1, maxLength: 12 }).filter((value) => !value.includes("{{"));
    const label = fc.stringMatching(/^[a-z_]{2,8}$/).filter((name) => name !== "le");
    const anyEvents = fc.record({
      metric: fc.constantFrom("some_seconds", "other_things"),
      instrument: fc.constant("histogram" as const),
      matchers: fc
        .uniqueArray(
          fc.record({
            label,
            is: fc.constantFrom("one of" as const, "none of" as const),
            values: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
          }),
          { selector: (each) => each.label, maxLength: 3 },
        )
        .map(sortMatchers),
      bound: fc.option(fc.record({ is: fc.constant("at most" as const), seconds: fc.constantFrom(0.005, 0.5, 2, 10) })),
    });
    fc.assert(
      fc.property(anyEvents, (events) => {
        expect(parseQuery(formatQuery(events))).toEqual({ value: events, fault: null });
      }),
    );
  });

  test("is not written for what is above a bound, which no query selects", () => {
    const above: Events = { metric: "m", instrument: "histogram", matchers: [], bound: { is: "above", seconds: 2 } };
    expect(() => formatQuery(above)).toThrow("subtract two");
  });
});

test("a pattern of values matches these and nothing else", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }), fc.string(), (values, other) => {
      const pattern = new RegExp(`^(?:${patternOf(values)})$`);
      for (const value of values) expect(pattern.test(value)).toBe(true);
      expect(pattern.test(other)).toBe(values.includes(other));
    }),
  );
});
