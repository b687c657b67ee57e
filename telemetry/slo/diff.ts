import { describeEvents } from "./describe-events.ts";
import { formatDuration } from "./duration.ts";
import type { Plan, PlannedObjective } from "./plan.ts";
import { formatExact, formatPercent } from "./rational.ts";

/**
 * What changed from one plan to another, one line for each number or word: `+` added, `-` removed, `~` changed.
 * @returns no lines when both say the same
 */
export function diffPlans(before: Plan, after: Plan): string[] {
  const [old, now] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    if (was === undefined)
      return is ? [`+ ${name}: ${formatPercent(is.target)} over ${formatDuration(is.window)}`] : [];
    if (is === undefined) return [`- ${name}: ${formatPercent(was.target)} over ${formatDuration(was.window)}`];
    return diffFacts(name, factsOf(was), factsOf(is));
  });
}

const byName = ({ objectives }: Plan): Map<string, PlannedObjective> =>
  new Map(objectives.map((objective) => [objective.name, objective]));

function diffFacts(name: string, was: ReadonlyMap<string, string>, is: ReadonlyMap<string, string>): string[] {
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((fact) => {
    const [old, now] = [was.get(fact), is.get(fact)];
    if (old === now) return [];
    if (old === undefined) return [`+ ${name}, ${fact}: ${now}`];
    return now === undefined ? [`- ${name}, ${fact}: ${old}`] : [`~ ${name}, ${fact}: ${old} → ${now}`];
  });
}

/** All that an objective says, each under its own name. */
function factsOf(objective: PlannedObjective): Map<string, string> {
  const { indicator, freeze, noData } = objective;
  const facts: [string, string][] = [
    ["title", objective.displayName],
    ["description", objective.description],
    ["counts", objective.counts],
    ["service", objective.service],
    ["total", describeEvents(indicator.total)],
    ["good", describeEvents(indicator.good)],
    ["bad", describeEvents(indicator.bad)],
    ["target", formatPercent(objective.target)],
    ["window", formatDuration(objective.window)],
    ["budget", `${formatExact(objective.budgetMinutes)} minutes`],
    ["windows", objective.windows.map(formatDuration).join(", ")],
    ["freeze", freeze ? `${formatPercent(freeze.consumed)} in ${formatDuration(freeze.within)}` : "none"],
    ["k6 scenarios", objective.k6Scenarios.join(", ") || "none"],
  ];
  for (const alert of objective.alerts) {
    const of = (fact: string) => `${alert.name} ${fact}`;
    facts.push(
      [of("windows"), `${formatDuration(alert.long)} and ${formatDuration(alert.short)}`],
      [of("factor"), formatExact(alert.factor)],
      [of("threshold"), formatExact(alert.threshold)],
      [of("minimum events"), String(alert.minimumEvents)],
      [of("notice"), `${alert.severity}, ${alert.channel}, ${alert.runbook}`],
    );
  }
  facts.push(
    [`${noData.name} watches`, `${describeEvents(noData.watches)}, idle ${noData.idle}`],
    [`${noData.name} time`, formatDuration(noData.forMinutes)],
    [`${noData.name} notice`, `${noData.severity}, ${noData.channel}, ${noData.runbook}`],
  );
  return new Map(facts);
}
