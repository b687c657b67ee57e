import type { Plan } from "../plan.ts";

/** For the configuration of Alertmanager: an alert silences those of higher tiers of the same objective. */
export function inhibitRules({ objectives }: Plan) {
  const highest = Math.max(0, ...objectives.flatMap(({ alerts }) => alerts.map(({ tier }) => tier)));
  return Array.from({ length: Math.max(0, highest - 1) }, (_, index) => ({
    source_matchers: [`tier="${index + 1}"`],
    target_matchers: [`tier=~"${tiersFrom(index + 2, highest).join("|")}"`],
    equal: ["service", "slo"],
  }));
}

const tiersFrom = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
