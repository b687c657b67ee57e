import { describe, expect, test } from "vitest";
import { parseDefinitions } from "./parse.ts";
import { formatProblem } from "./problem.ts";
import { DEFINITIONS_FOLDER, readDefinitionFiles } from "./read-definitions.server.ts";

const [product] = await readDefinitionFiles(DEFINITIONS_FOLDER, "slo");

/** The product's first definition, availability, with some text replaced. */
function edited([from, to]: [from: string | RegExp, to: string]) {
  const { path, text } = product ?? { path: "", text: "" };
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${path} has no ${from}`);
  return { path, text: changed };
}

const lineOf = (text: string, words: string) => text.slice(0, text.indexOf(words)).split("\n").length;

/** Each fault: what is replaced, the rule that names it, the words at the place, and parts of what is said. */
const FAULTS: [
  title: string,
  edit: [string | RegExp, string],
  rule: string,
  at: string,
  column: number,
  ...said: string[],
][] = [
  ["a broken line", ["kind: SLO", 'kind: "SLO'], "yaml", "kind:", 11, 'given "kind: \\"SLO"'],
  ["two documents", [/$/, "---\nkind: SLO\n"], "yaml", "---", 1, "a file of its own"],
  ["a key given twice", ["kind: SLO", "kind: SLO\nkind: SLO"], "yaml", "kind: SLO\nmetadata", 1, "unique"],
  ["another version", ["openslo/v1", "openslo/v2alpha"], "wrong-value", "openslo/v2alpha", 13, "allowed: openslo/v1"],
  ["another kind", ["kind: SLO", "kind: Service"], "wrong-value", "Service", 7, "allowed: SLO"],
  [
    "a name with capitals",
    ["name: availability", "name: Availability"],
    "wrong-value",
    "name: Availability",
    9,
    "lower-case",
  ],
  [
    "a title of 64 signs",
    ["displayName: Availability", `displayName: ${"x".repeat(64)}`],
    "wrong-value",
    "displayName: x",
    16,
    "up to 63",
  ],
  [
    "a label with a slash",
    ["  annotations:", "  labels: { a/b: c }\n  annotations:"],
    "wrong-key",
    "labels:",
    13,
    "letters, digits",
  ],
  [
    "a label that is a number",
    ["  annotations:", "  labels: { team: 3 }\n  annotations:"],
    "wrong-value",
    "labels:",
    19,
    "a text or a list of texts",
  ],
  [
    "an annotation with a space",
    ["  annotations:", "  annotations:\n    a b: c"],
    "unreadable",
    "a b: c",
    5,
    "<domain>/<name>",
  ],
  [
    "a missing key",
    [/ {2}displayName: Availability\n/, ""],
    "missing-key",
    "name: availability",
    3,
    "add displayName to metadata",
  ],
  [
    "an unknown key",
    ["  service:", "  servise: x\n  service:"],
    "unknown-key",
    "servise",
    3,
    "given servise",
    "service, indicator",
  ],
  [
    "a slip in an annotation",
    ["dev/idle", "dev/idel"],
    "unreadable",
    "alxderia.dev/idel",
    5,
    "alxderia.dev/idle",
    "correct the name",
  ],
  ["an annotation that is no text", ["idle: never", "idle: 3"], "wrong-value", "alxderia.dev/idle", 24, "type string"],
  [
    "a freeze without number",
    ["50 % in 14d", "half in 14d"],
    "unreadable",
    "half in 14d",
    26,
    "given half in 14d",
    "50 % in 14d",
  ],
  ["a target of one", ["0.995", "1"], "wrong-value", "target: 1", 15, "given 1", "more than 0 and less than 1"],
  ["a target of zero", ["0.995", "0"], "wrong-value", "target: 0", 15, "given 0", "more than 0 and less than 1"],
  ["a target below zero", ["0.995", "-0.5"], "wrong-value", "target: -0.5", 15, "given -0.5"],
  [
    "percents above a hundred",
    ["target: 0.995", "targetPercent: 100"],
    "wrong-value",
    "targetPercent",
    22,
    "less than 100",
  ],
  [
    "two targets",
    ["target: 0.995", "target: 0.995\n      targetPercent: 99.5"],
    "unreadable",
    "- displayName: 99.5",
    7,
    "exactly one of target and targetPercent",
  ],
  ["no target", [/\n {6}target: 0.995/, ""], "unreadable", "- displayName: 99.5", 7, "given neither"],
  ["a month", ["28d", "1M"], "wrong-value", "duration: 1M", 17, "M, Q and Y have no fixed length"],
  ["a calendar window", ["isRolling: true", "isRolling: false"], "wrong-value", "isRolling", 18, "allowed: true"],
  ["time slices", ["Occurrences", "Timeslices"], "wrong-value", "budgetingMethod", 20, "allowed: Occurrences"],
  [
    "a fixed window in a query",
    ['status_class="2xx"}[{{window}}]', 'status_class="2xx"}[5m]'],
    "unreadable",
    "[5m]",
    77,
    "leave the window open",
  ],
  ["another source", ["type: Prometheus", "type: Datadog"], "wrong-value", "Datadog", 19, "allowed: Prometheus"],
  [
    "a good query outside the total",
    ['"GET|HEAD", status_class="2xx"', '"GET|POST", status_class="2xx"'],
    "events-outside-total",
    "query: >-",
    22,
    "part of the total",
  ],
  [
    "a good query that is the total",
    [', status_class="2xx"', ""],
    "events-not-separable",
    "query: >-",
    22,
    "the whole total",
  ],
  [
    "a good query with two differences",
    ['"GET|HEAD", status_class="2xx"', '"GET", status_class="2xx"'],
    "events-not-separable",
    "query: >-",
    22,
    "one objective for each way",
  ],
  [
    "a name that is not the file's",
    ["name: availability", "name: uptime"],
    "file-name",
    "name: uptime",
    9,
    "the name of the file, availability.yaml",
  ],
];

describe("a fault is named with file, line and column, what is allowed and what to do", () => {
  test.each(FAULTS)("%s", (_, edit, rule, at, column, ...said) => {
    const file = edited(edit);
    const { definitions, problems } = parseDefinitions([file]);
    expect(definitions).toEqual([]);
    expect(problems.map((problem) => problem.rule)).toEqual([rule]);
    const [text = ""] = problems.map(formatProblem);
    expect(text).toContain(`slo/availability.yaml:${lineOf(file.text, at)}:${column} ${rule}: `);
    for (const words of said) expect(text).toContain(words);
  });

  test("an empty file and a list are no definition", () => {
    const texts = ["", "- one\n"].map((text) => parseDefinitions([{ path: "slo/x.yaml", text }]).problems);
    expect(texts.map((problems) => problems.map(({ line, allowed }) => [line, allowed]))).toEqual([
      [[1, "a value of type object"]],
      [[1, "a value of type object"]],
    ]);
  });
});
