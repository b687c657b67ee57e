import { type Profile, plannedJourneys } from "./profiles.ts";
import type { Scenario } from "./scenarios.ts";

/** What is read of generated/thresholds.json, which the service levels are compiled into. */
export type CompiledLimits = {
  readonly summaryTrendStats: readonly string[];
  readonly scenarios: Readonly<
    Record<
      string,
      {
        readonly minimumRequests: number;
        readonly expectedStatuses: readonly { readonly min: number; readonly max: number }[] | null;
      }
    >
  >;
  readonly thresholds: Readonly<Record<string, readonly string[]>>;
};

export type Limit = string | { threshold: string; abortOnFail: boolean; delayAbortEval: string };

/** A run that was cut short must not pass for a whole one; what still runs at the end is not counted. */
const PART_BEGUN = 0.95;

/** k6 keeps the times of a scenario only where they have a limit. Where none is promised: there are some. */
const KEPT = "p(99)>0";

/** A limit that is crossed by the first answers alone says nothing. */
const SETTLED = "60s";

/**
 * The thresholds of a run. k6 passes percentiles and rates that have no sample, so every scenario also has counts.
 * @throws Error when no service level names a scenario: nothing would be promised of it
 */
export function limitsOf(
  compiled: CompiledLimits,
  profile: Profile,
  scenarios: readonly Scenario[],
): Record<string, Limit[]> {
  const limits: Record<string, Limit[]> = {};
  const add = (key: string, expression: string) => {
    limits[key] = [...(limits[key] ?? []), profile === "breakpoint" ? ending(expression) : expression];
  };
  for (const [key, expressions] of Object.entries(compiled.thresholds)) {
    const of = scenarioOf(key);
    if (of === null || scenarios.some((scenario) => scenario === of)) {
      for (const expression of expressions) add(key, expression);
    }
  }
  for (const scenario of scenarios) {
    if (compiled.scenarios[scenario] === undefined) {
      throw new Error(
        `no service level names the scenario ${scenario}: add it to alxderia.dev/k6-scenario and run npm run generate`,
      );
    }
    add(`checks{scenario:${scenario}}`, "rate>0.99");
    const times = `http_req_duration{scenario:${scenario}}`;
    if (limits[times] === undefined) add(times, KEPT);
    if (profile !== "breakpoint") {
      add(`iterations{scenario:${scenario}}`, `count>=${Math.floor(plannedJourneys(profile, scenario) * PART_BEGUN)}`);
    }
  }
  return limits;
}

/** @returns the scenario of a sub-metric such as `http_reqs{scenario:api}`, or null */
export const scenarioOf = (key: string): string | null => /\{scenario:(\w+)\}$/.exec(key)?.[1] ?? null;

/** What is still to be reached ends nothing; anything else is what a breakpoint looks for. */
function ending(expression: string): Limit {
  if (expression.startsWith("count>") || expression === KEPT) return expression;
  return { threshold: expression, abortOnFail: true, delayAbortEval: SETTLED };
}
