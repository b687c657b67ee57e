import { readAnnotation } from "./annotations.ts";
import { parseDuration } from "./duration.ts";
import { isWithin, withoutEvents } from "./events.ts";
import type { Definition, Indicator, Objective } from "./model.ts";
import { type Place, type Problem, sortProblems } from "./problem.ts";
import { parseQuery } from "./query.ts";
import { divide, parseDecimal, type Rational, rational } from "./rational.ts";
import type { Read } from "./read.ts";
import { SloDocument } from "./schema.ts";
import { problemsOf } from "./schema-problems.ts";
import { type PlacedYaml, readYaml, type YamlPath } from "./yaml-places.ts";

/** A file as it was read; `path` uses slashes and is what problems name. */
export type DefinitionFile = { path: string; text: string };

export type ParsedDefinitions = { definitions: Definition[]; problems: Problem[] };

const RATIO = ["spec", "indicator", "spec", "ratioMetric"] as const;

/**
 * Reads every file and says all that is wrong with any of them at once. Only files without a problem give a definition;
 * definitions come in the order of their names. What is wrong with what they say together is for `lintDefinitions`.
 */
export function parseDefinitions(files: readonly DefinitionFile[]): ParsedDefinitions {
  const parsed = files.map(parseDefinition);
  const problems = parsed.flatMap((each) => each.problems);
  const definitions = parsed.flatMap((each) => each.definitions);
  const first = new Map<string, Place>();
  for (const { objective, places } of definitions) {
    const taken = first.get(objective.name);
    if (taken) {
      const allowed = `a name of its own: ${taken.file}:${taken.line} has this one`;
      problems.push({ ...places.name, rule: "duplicate-name", given: objective.name, allowed, advice: "rename one" });
    } else first.set(objective.name, places.name);
  }
  definitions.sort((left, right) => (left.objective.name < right.objective.name ? -1 : 1));
  return { definitions, problems: sortProblems(problems) };
}

function parseDefinition({ path, text }: DefinitionFile): ParsedDefinitions {
  const yaml = readYaml(path, text);
  if (yaml.problems.length > 0) return { definitions: [], problems: yaml.problems };
  const { data, error } = SloDocument.safeParse(yaml.value);
  if (!data) return { definitions: [], problems: error.issues.flatMap((issue) => problemsOf(issue, yaml)) };
  const problems: Problem[] = [];
  const { name } = data.metadata;
  const file = path.split("/").at(-1) ?? path;
  if (file !== `${name}.yaml`) {
    const advice = "rename the file or the objective";
    const allowed = `the name of the file, ${file}`;
    problems.push({ ...yaml.placeOf(["metadata", "name"]), rule: "file-name", given: name, allowed, advice });
  }
  const indicator = readIndicator(data, yaml);
  if ("rule" in indicator) return { definitions: [], problems: [...problems, indicator] };
  if (problems.length > 0) return { definitions: [], problems };
  return { definitions: [{ objective: objectiveOf(data, indicator), places: placesOf(data, yaml) }], problems };
}

function objectiveOf({ metadata, spec }: SloDocument, indicator: Indicator): Objective {
  const notes = metadata.annotations;
  const [goal] = spec.objectives;
  const [timeWindow] = spec.timeWindow;
  return {
    name: metadata.name,
    displayName: metadata.displayName,
    description: spec.description.trim(),
    counts: must(readAnnotation["alxderia.dev/counts"](notes["alxderia.dev/counts"])),
    service: spec.service,
    target: targetOf(goal?.target, goal?.targetPercent),
    window: parseDuration(timeWindow?.duration ?? "") ?? 0,
    indicator,
    pairs: must(readAnnotation["alxderia.dev/burn-rate-pairs"](notes["alxderia.dev/burn-rate-pairs"])),
    mostSevere: must(readAnnotation["alxderia.dev/most-severe"](notes["alxderia.dev/most-severe"])),
    minimumEvents: must(readAnnotation["alxderia.dev/minimum-events"](notes["alxderia.dev/minimum-events"])),
    idle: must(readAnnotation["alxderia.dev/idle"](notes["alxderia.dev/idle"])),
    runbook: must(readAnnotation["alxderia.dev/runbook"](notes["alxderia.dev/runbook"])) ?? metadata.name,
    k6Scenarios: must(readAnnotation["alxderia.dev/k6-scenario"](notes["alxderia.dev/k6-scenario"])),
    freeze: must(readAnnotation["alxderia.dev/freeze"](notes["alxderia.dev/freeze"])),
  };
}

/** Good and bad must share out the total, and the rest must be a set of its own, else no backend could count it. */
function readIndicator({ spec }: SloDocument, yaml: PlacedYaml): Indicator | Problem {
  const { good, bad, total } = spec.indicator.spec.ratioMetric;
  const given = good ? "good" : "bad";
  const all = must(parseQuery(total.metricSource.spec.query));
  const part = must(parseQuery((good ?? bad)?.metricSource.spec.query ?? ""));
  const rest = withoutEvents(all, part);
  if (rest !== null) return good ? { good: part, total: all, bad: rest } : { good: rest, total: all, bad: part };
  const problem = (rule: string, text: string, allowed: string, advice: string): Problem => {
    return { ...yaml.placeOf(queryPath(given)), rule, given: text, allowed, advice };
  };
  if (!isWithin(part, all)) {
    const advice = "add to it every condition of the total";
    return problem(
      "events-outside-total",
      `a ${given} query that counts events outside the total`,
      "part of the total",
      advice,
    );
  }
  const text = isWithin(all, part)
    ? `a ${given} query that counts the whole total`
    : `a ${given} query that differs in more than one way`;
  const advice = "write one objective for each way in which an event can be bad";
  return problem("events-not-separable", text, "one label, or the bound, that the total does not share", advice);
}

function placesOf({ spec }: SloDocument, yaml: PlacedYaml): Definition["places"] {
  const [goal] = spec.objectives;
  return {
    name: yaml.placeOf(["metadata", "name"]),
    target: yaml.placeOf(["spec", "objectives", 0, goal?.target === undefined ? "targetPercent" : "target"]),
    window: yaml.placeOf(["spec", "timeWindow", 0, "duration"]),
    good: yaml.placeOf(queryPath(spec.indicator.spec.ratioMetric.good ? "good" : "bad")),
    total: yaml.placeOf(queryPath("total")),
    freeze: yaml.placeOf(["metadata", "annotations", "alxderia.dev/freeze"]),
  };
}

const queryPath = (which: "good" | "bad" | "total"): YamlPath => [...RATIO, which, "metricSource", "spec", "query"];

/** The decimal digits as they were written: the shortest text of the float that YAML made of them. */
function targetOf(target: number | undefined, percent: number | undefined): Rational {
  const value = parseDecimal(String(target ?? percent));
  if (value === null) throw new Error(`${target ?? percent} passed the schema and is no decimal number`);
  return target === undefined ? divide(value, rational(100)) : value;
}

/** What the schema has read once already. */
function must<Value>({ value, fault }: Read<Value>): Value {
  if (fault) throw new Error(`${fault.given} passed the schema and cannot be read`);
  return value as Value;
}
