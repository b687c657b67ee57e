import { describe, expect, test } from "vitest";
import { lintDefinitions } from "./lint.ts";
import { parseDefinitions } from "./parse.ts";
import { formatProblem } from "./problem.ts";
import { DEFINITIONS_FOLDER, readDefinitionFiles } from "./read-definitions.server.ts";

const product = await readDefinitionFiles(DEFINITIONS_FOLDER, "slo");

/** A definition of the product with every occurrence of some texts replaced, under another name if one is given. */
function edited(name: string, edits: [from: string, to: string][], as = name) {
  let text = product.find((file) => file.path === `slo/${name}.yaml`)?.text ?? "";
  for (const [from, to] of [...edits, [`\n  name: ${name}\n`, `\n  name: ${as}\n`]] as const) {
    if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
    text = text.replaceAll(from, to);
  }
  return { path: `slo/${as}.yaml`, text };
}

function lint(...files: { path: string; text: string }[]) {
  const { definitions, problems } = parseDefinitions(files);
  expect(problems).toEqual([]);
  return lintDefinitions(definitions);
}

const lineOf = (text: string, words: string) => text.slice(0, text.indexOf(words)).split("\n").length;

test("the product's own definitions have no fault", () => {
  expect(product).toHaveLength(4);
  expect(lint(...product)).toEqual([]);
});

describe("names and boundaries", () => {
  test.each<[string, string, [string, string], string, string, ...string[]]>([
    [
      "an unknown metric",
      "availability",
      ["http_request_duration_s", "http_request_duratoin_s"],
      "unknown-metric",
      "query: >-",
      "given alxderia_http_request_duratoin_seconds",
      "allowed: alxderia_http_request_duration_seconds",
    ],
    [
      "a gauge",
      "availability",
      ["alxderia_http_request_duration_seconds_count", "alxderia_http_requests_in_flight"],
      "uncountable-metric",
      "query: >-",
      "a gauge has none",
    ],
    [
      "a counter taken for a histogram",
      "availability",
      ["alxderia_http_request_duration_seconds", "alxderia_db_query_failures_total"],
      "wrong-instrument",
      "query: >-",
      "it is a counter",
    ],
    [
      "an unknown label",
      "availability",
      ["method=~", "verb=~"],
      "unknown-label",
      "query: >-",
      "given verb; allowed: route, method, status_class",
    ],
    [
      "an unknown status class",
      "availability",
      ['"2xx"', '"2XX"'],
      "unknown-label-value",
      "query: >-",
      "given status_class 2XX; allowed: 1xx, 2xx",
    ],
    [
      "a route that is no path",
      "error-rate",
      ['"/api/health"', '"api/health"'],
      "unknown-label-value",
      "query: >-",
      "given route api/health",
    ],
    [
      "a bound between two boundaries",
      "latency-api",
      ['le=~"2(\\\\.0)?"', 'le="2.5"'],
      "no-bucket-boundary",
      "query: >-",
      "given 2.5 s; allowed: 2 s or 3 s, the nearest boundaries",
    ],
    [
      "a bound above all boundaries",
      "latency-api",
      ['le=~"2(\\\\.0)?"', 'le=~"60(\\\\.0)?"'],
      "no-bucket-boundary",
      "query: >-",
      "given 60 s; allowed: 10 s, the nearest",
    ],
  ])("%s is reported with its place", (_, name, edit, rule, at, ...said) => {
    const file = edited(name, [edit]);
    const found = lint(file).filter((problem) => problem.rule === rule);
    const [text = ""] = found.map(formatProblem);
    expect(text).toContain(`slo/${name}.yaml:${lineOf(file.text, at)}:22 ${rule}: `);
    for (const words of said) expect(text).toContain(words);
  });
});

describe("arithmetic", () => {
  test("a threshold that bad events can never exceed is reported with the least target", () => {
    const problems = lint(edited("availability", [["target: 0.995", "target: 0.92"]]));
    expect(problems.map(({ rule }) => rule)).toEqual(["impossible-threshold"]);
    expect(problems[0]?.given).toContain("1h would fire above 107.52 % bad events");
    expect(problems[0]?.allowed).toBe("a target above 92.5595 % for factor 13.44");
  });

  test("a threshold just below one is none", () => {
    expect(lint(edited("availability", [["target: 0.995", "target: 0.926"]]))).toEqual([]);
  });

  test.each(["3d", "31d", "4321m"])("a window of %s is outside the limits", (window) => {
    const [problem, ...more] = lint(edited("error-rate", [["duration: 28d", `duration: ${window}`]]));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ rule: "window-limit", allowed: "whole days, more than 3d, up to 30d" });
  });

  test.each(["4d", "30d", "4w"])("a window of %s is inside them", (window) => {
    expect(lint(edited("error-rate", [["duration: 28d", `duration: ${window}`]]))).toEqual([]);
  });

  test("a freeze over more than the window is reported", () => {
    const [problem] = lint(edited("availability", [["50 % in 14d", "50 % in 29d"]]));
    expect(problem).toMatchObject({ rule: "freeze-limit", given: "29d", allowed: "up to 28d, the objective's window" });
  });
});

describe("an objective that says nothing beside another one", () => {
  const looser = edited("availability", [["target: 0.995", "target: 0.99"]], "health-99");

  test("is reported by its name and by the name of the one that rules it", () => {
    const problems = lint(edited("availability", []), looser);
    expect(problems.map(formatProblem)).toEqual([
      `slo/health-99.yaml:5:9 dominated: given health-99; allowed: bad events that availability does not count, ` +
        "fewer in the total, or a target above 99.5 %; whenever availability is met this one is met too, so it says nothing: " +
        "change its events or remove it",
    ]);
  });

  test("is reported once when two say the same", () => {
    const problems = lint(edited("availability", []), edited("availability", [], "uptime"));
    expect(problems.map(({ rule, given }) => [rule, given])).toEqual([["dominated", "uptime"]]);
  });

  test("is the guide's error rate, were availability to count the 5xx of the same requests", () => {
    const same = edited("error-rate", [["target: 0.99", "target: 0.995"]], "availability-of-all");
    const problems = lint(edited("error-rate", []), same);
    expect(problems.map(({ rule, given }) => [rule, given])).toEqual([["dominated", "error-rate"]]);
  });

  test("is a slower bound over the same requests", () => {
    const slower = edited("latency-api", [['le=~"2(\\\\.0)?"', 'le=~"3(\\\\.0)?"']], "latency-3s");
    expect(lint(edited("latency-api", []), slower).map(({ given }) => given)).toEqual(["latency-3s"]);
  });

  test("is none of those with a stricter target, another window, other bad events or a smaller total", () => {
    const others = [
      edited("availability", [["target: 0.995", "target: 0.999"]], "stricter"),
      edited(
        "availability",
        [
          ["duration: 28d", "duration: 7d"],
          ["in 14d", "in 4d"],
        ],
        "week",
      ),
      edited(
        "availability",
        [
          ['status_class="2xx"', 'status_class=~"2xx|4xx"'],
          ["0.995", "0.999"],
        ],
        "no-5xx",
      ),
      edited(
        "availability",
        [
          ['method=~"GET|HEAD"', 'method="GET"'],
          ["target: 0.995", "target: 0.99"],
        ],
        "get-only",
      ),
    ];
    for (const other of others) {
      const dominated = lint(edited("availability", []), other).map(({ given }) => given);
      expect(dominated).toEqual(other.path.includes("stricter") ? ["availability"] : []);
    }
  });
});
