import { describe, expect, test } from "vitest";
import { parseDefinitions } from "./parse.ts";
import { formatProblem } from "./problem.ts";
import { rational } from "./rational.ts";
import { DEFINITIONS_FOLDER, readDefinitionFiles } from "./read-definitions.server.ts";

const product = await readDefinitionFiles(DEFINITIONS_FOLDER, "slo");

/** A definition of the product with some of its text replaced, once each. */
function edited(name: string, ...edits: [from: string | RegExp, to: string][]) {
  const path = `slo/${name}.yaml`;
  let text = product.find((file) => file.path === path)?.text ?? "";
  for (const [from, to] of edits) {
    if (text.search(from) < 0 && !text.includes(String(from))) throw new Error(`${path} has no ${from}`);
    text = text.replace(from, to);
  }
  return { path, text };
}

const lineOf = (text: string, words: string) => text.slice(0, text.indexOf(words)).split("\n").length;

describe("a definition", () => {
  test("gives the objective exactly, with the places of its parts", () => {
    const file = edited("availability");
    const { definitions, problems } = parseDefinitions([file]);
    expect(problems).toEqual([]);
    expect(definitions).toMatchObject([
      {
        objective: {
          name: "availability",
          target: rational(199, 200),
          window: 40_320,
          idle: "never",
          mostSevere: "critical",
          freeze: { consumed: rational(1, 2), within: 20_160 },
          k6Scenarios: ["health"],
        },
        places: {
          name: { file: "slo/availability.yaml", line: 5, column: 9 },
          target: { line: lineOf(file.text, "target: 0.995"), column: 15 },
          window: { line: lineOf(file.text, "duration: 28d"), column: 17 },
        },
      },
    ]);
  });

  test("says the same by targetPercent as by target", () => {
    const [one] = parseDefinitions([edited("availability", ["target: 0.995", "targetPercent: 99.5"])]).definitions;
    expect(one?.objective.target).toEqual(rational(995, 1000));
  });

  test("says the same by its bad events as by its good ones", () => {
    const [byBad] = parseDefinitions([edited("error-rate")]).definitions;
    const good = edited("error-rate", [" bad:", " good:"], ['status_class="5xx"', 'status_class!="5xx"']);
    const [byGood] = parseDefinitions([good]).definitions;
    expect(byGood?.objective.indicator.total).toEqual(byBad?.objective.indicator.total);
    expect(byBad?.objective.indicator.good.matchers).toContainEqual({
      label: "status_class",
      is: "none of",
      values: ["5xx"],
    });
    expect(byGood?.objective.indicator.good).toEqual(byBad?.objective.indicator.good);
  });

  test("may carry annotations of others", () => {
    const file = edited("error-rate", ["  annotations:\n", "  annotations:\n    example.org/owner: platform\n"]);
    expect(parseDefinitions([file]).problems).toEqual([]);
  });
});

test("all that is wrong in all files is said at once, in the order of the files and lines", () => {
  const first = edited("error-rate", ["openslo/v1", "v1"], ["28d", "1M"], ["[{{window}}]", "[5m]"], ["0.99", "2"]);
  const second = edited("latency-api", ["service: alxderia", "service: Alx_deria"], ['le=~"2(\\\\.0)?"', 'le="2"']);
  const { definitions, problems } = parseDefinitions([second, edited("availability"), first]);
  expect(definitions.map(({ objective }) => objective.name)).toEqual(["availability"]);
  expect(problems.map(({ file, rule }) => [file, rule])).toEqual([
    ["slo/error-rate.yaml", "wrong-value"],
    ["slo/error-rate.yaml", "unreadable"],
    ["slo/error-rate.yaml", "wrong-value"],
    ["slo/error-rate.yaml", "wrong-value"],
    ["slo/latency-api.yaml", "wrong-value"],
    ["slo/latency-api.yaml", "unreadable"],
  ]);
  const lines = problems.filter(({ file }) => file === "slo/error-rate.yaml").map(({ line }) => line);
  expect(lines).toEqual([...lines].sort((left, right) => left - right));
});

test("a name that two files share is named with the place of the other one", () => {
  const copy = { ...edited("availability"), path: "other/availability.yaml" };
  const { problems } = parseDefinitions([edited("availability"), copy]);
  expect(problems.map(formatProblem)).toEqual([
    "other/availability.yaml:5:9 duplicate-name: given availability; allowed: a name of its own: " +
      "slo/availability.yaml:5 has this one; rename one",
  ]);
});
