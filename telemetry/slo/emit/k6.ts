import { LABEL } from "../../conventions.ts";
import { LABEL_VALUES } from "../countable-metrics.ts";
import { formatDuration } from "../duration.ts";
import type { Plan, PlannedObjective } from "../plan.ts";
import { ceiling, divide, formatDecimal, multiply, rational } from "../rational.ts";
import type { Emitted, FidelityLine } from "./emitted.ts";

/** Statuses that are no failure, as `http.expectedStatuses` of k6 takes them. */
export type StatusRange = { readonly min: number; readonly max: number };

/** What a scenario of a load test has to do for its thresholds to mean anything. */
export type K6Scenario = {
  readonly objectives: readonly string[];
  /** Fewer requests than this and the gate fails. */
  readonly minimumRequests: number;
  /** For `http.setResponseCallback`; null where no objective says, so that k6's own 200 to 399 hold. */
  readonly expectedStatuses: readonly StatusRange[] | null;
};

/** What the file holds: `thresholds` and `summaryTrendStats` go into the options of k6 as they are. */
export type K6Thresholds = {
  readonly _generated: string;
  readonly summaryTrendStats: readonly string[];
  readonly scenarios: Readonly<Record<string, K6Scenario>>;
  readonly thresholds: Readonly<Record<string, readonly string[]>>;
  /** The arithmetic of each threshold, by the same keys. */
  readonly why: Readonly<Record<string, string>>;
};

type Limit = { readonly metric: string; readonly expression: string; readonly why: string };

/** A p99 that hangs on fewer than ten slower samples jumps from run to run: 1,000 requests for 1 %. */
const SAMPLES_BEYOND = 10;

/** For the run as a whole. k6 passes an empty rate and an empty percentile; a missing request only fails by count. */
const WHOLE_RUN: readonly Limit[] = [
  { metric: "checks", expression: "rate>0.99", why: "an answer that is fast and wrong is no answer" },
  {
    metric: "dropped_iterations",
    expression: "count==0",
    why: "an iteration that never started waited for ever and is in no percentile",
  },
  { metric: "http_reqs", expression: "count>0", why: "a run that asked nothing says nothing" },
];

/** Thresholds of a load test for every objective that names scenarios; the exit code of k6 is then the gate. */
export function emitK6(plan: Plan): Emitted {
  const objectives = plan.objectives.filter(({ k6Scenarios }) => k6Scenarios.length > 0);
  const names = [...new Set(objectives.flatMap(({ k6Scenarios }) => k6Scenarios))].sort();
  const byName = names.map((name) => {
    const own = objectives.filter(({ k6Scenarios }) => k6Scenarios.includes(name));
    return { name, own, strictest: strictestOf(own) };
  });
  const limits = [...byName.flatMap(limitsOf), ...WHOLE_RUN];
  const content: K6Thresholds = {
    _generated: "By `npm run generate` from telemetry/slo/definitions; do not edit.",
    summaryTrendStats: ["avg", "med", "p(95)", "p(99)", "max"],
    scenarios: Object.fromEntries(byName.map(({ name, own, strictest }) => [name, scenarioOf(own, strictest)])),
    thresholds: group(limits, ({ expression }) => expression),
    why: Object.fromEntries(
      Object.entries(group(limits, ({ why }) => why)).map(([key, each]) => [key, each.join("; ")]),
    ),
  };
  return {
    target: "k6",
    files: [{ path: "loadtests/generated/thresholds.json", content: `${JSON.stringify(content, null, 2)}\n` }],
    fidelity: plan.objectives.map(fidelityOf),
  };
}

/** Which of several objectives asks for most requests. */
const strictestOf = (objectives: readonly PlannedObjective[]): PlannedObjective =>
  objectives.reduce((left, right) => (requestsFor(right) > requestsFor(left) ? right : left));

const requestsFor = ({ budget }: PlannedObjective): number => Number(ceiling(divide(rational(SAMPLES_BEYOND), budget)));

type Scenario = { name: string; own: readonly PlannedObjective[]; strictest: PlannedObjective };

function limitsOf({ name, own, strictest }: Scenario): Limit[] {
  const of = (metric: string) => `${metric}{scenario:${name}}`;
  const budget = formatDecimal(strictest.budget, 9);
  const count = requestsFor(strictest);
  return [
    ...own.map((objective) => limitOf(objective, of)),
    {
      metric: of("http_reqs"),
      expression: `count>=${count}`,
      why: `${SAMPLES_BEYOND} / ${budget} (${strictest.name}) = ${count}: the budget is then ${SAMPLES_BEYOND} requests and no single one`,
    },
  ];
}

function limitOf({ name, budget, target, indicator }: PlannedObjective, of: (metric: string) => string): Limit {
  const { bound } = indicator.good;
  if (bound === null) {
    const rate = formatDecimal(budget, 9);
    const why = `${name}: 1 - ${formatDecimal(target, 9)} = ${rate}`;
    return { metric: of("http_req_failed"), expression: `rate<${rate}`, why };
  }
  const part = formatDecimal(multiply(target, rational(100)), 9);
  const milliseconds = bound.seconds * 1000;
  const why = `${name}: ${part} % within ${bound.seconds} s = p(${part}) below ${bound.seconds} × 1000 ms`;
  return { metric: of("http_req_duration"), expression: `p(${part})<${milliseconds}`, why };
}

function scenarioOf(own: readonly PlannedObjective[], strictest: PlannedObjective): K6Scenario {
  const counting = own.filter(({ indicator }) => indicator.good.bound === null);
  const classes = counting.map(({ indicator }) => goodClasses(indicator.good));
  const shared = classes.reduce<readonly string[] | null>(
    (left, right) => left?.filter((each) => right.includes(each)) ?? right,
    null,
  );
  return {
    objectives: own.map(({ name }) => name),
    minimumRequests: requestsFor(strictest),
    expectedStatuses: shared?.map((each) => ({ min: Number(each[0]) * 100, max: Number(each[0]) * 100 + 99 })) ?? null,
  };
}

/** "2xx", "4xx": the classes that an objective takes for good. */
function goodClasses(good: PlannedObjective["indicator"]["good"]): readonly string[] {
  const matcher = good.matchers.find(({ label }) => label === LABEL.statusClass);
  const all = LABEL_VALUES.get(LABEL.statusClass) ?? [];
  return all.filter((each) => matcher === undefined || matcher.values.includes(each) === (matcher.is === "one of"));
}

function group(limits: readonly Limit[], pick: (limit: Limit) => string): Record<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (const limit of limits) grouped.set(limit.metric, [...(grouped.get(limit.metric) ?? []), pick(limit)]);
  return Object.fromEntries(grouped);
}

function fidelityOf({ name, window, k6Scenarios, indicator }: PlannedObjective): FidelityLine {
  if (k6Scenarios.length === 0) {
    return { what: name, fidelity: "impossible", why: "the objective names no scenario of the load test" };
  }
  const scope = `minutes of a test and not ${formatDuration(window)}, measured by the caller`;
  const counted = indicator.good.bound
    ? "answers that failed are in the percentile; that they are few, another threshold says"
    : "a failure is what the test does not expect, so it must set expectedStatuses";
  return { what: name, fidelity: "approximated", why: `${scope}; ${counted}` };
}
