import { budgetConsumed } from "../../telemetry/slo/budget.ts";
import type { PlannedObjective } from "../../telemetry/slo/plan.ts";
import { type Rational, rational, toNumber } from "../../telemetry/slo/rational.ts";
import type { SloIncident, SloMinute, SloRun } from "../model/slo-report.ts";

/** What the database knows of bad events and of what ran; times are ISO 8601 in UTC, the worst come first. */
export type SloEvidence = {
  minutes: readonly { objective: string; minute: string; good: number; total: number; traces: string[] }[];
  incidents: readonly {
    objective: string;
    begin: string;
    end: string;
    bad: number;
    total: number;
    traces: string[];
    runs: SloRun[];
  }[];
  deployments: readonly SloRun[];
};

type Weighed = Pick<PlannedObjective, "name" | "target">;

/** The worst minutes of an objective. @param all events of its window, which weigh the bad ones */
export function reportMinutes({ name, target }: Weighed, { minutes }: SloEvidence, all: Rational): SloMinute[] {
  return minutes
    .filter(({ objective }) => objective === name)
    .map(({ minute, good, total, traces }) => {
      const bad = total - good;
      return { minute, bad, total, consumed: consumedBy({ target }, bad, all), traces };
    });
}

/** The worst incidents of an objective. @param all events of its window, which weigh the bad ones */
export function reportIncidents({ name, target }: Weighed, { incidents }: SloEvidence, all: Rational): SloIncident[] {
  return incidents
    .filter(({ objective }) => objective === name)
    .map(({ begin, end, bad, total, traces, runs }) => {
      const minutes = (Date.parse(end) - Date.parse(begin)) / 60_000;
      return { begin, end, minutes, bad, total, consumed: consumedBy({ target }, bad, all), traces, runs };
    });
}

function consumedBy(objective: Pick<PlannedObjective, "target">, bad: number, all: Rational): number {
  const consumed = budgetConsumed(objective, rational(bad), all);
  return consumed === null ? 0 : toNumber(consumed);
}
