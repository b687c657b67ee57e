import { assessFreeze, burnRateOf, isFiring, minutesToExhaustion } from "../../telemetry/slo/assess.ts";
import { assessBudget, budgetConsumed, type EventCounts } from "../../telemetry/slo/budget.ts";
import { formatDuration } from "../../telemetry/slo/duration.ts";
import type { GuideAlert } from "../../telemetry/slo/guide-alert.ts";
import type { BurnRateAlert, Plan, PlannedObjective } from "../../telemetry/slo/plan.ts";
import { formatExact, ONE, type Rational, rational, subtract, toNumber } from "../../telemetry/slo/rational.ts";
import type {
  SloAlert,
  SloDay,
  SloFreeze,
  SloObjective,
  SloOverride,
  SloPair,
  SloReport,
  SloSource,
} from "../model/slo-report.ts";
import { endOf, type SloCounts, windowsOf } from "./slo-counts.ts";
import { reportIncidents, reportMinutes, type SloEvidence } from "./slo-incidents.ts";

const MINUTE_MS = 60_000;
const DAY = 1_440;

/** What is known of the objectives, whoever counted. */
export type SloFacts = {
  source: Omit<SloSource, "since">;
  counts: SloCounts;
  evidence: SloEvidence;
  overrides: readonly SloOverride[];
};

/** Puts the arithmetic of the service levels upon what was counted. */
export function createSloReport(plan: Plan, guideAlerts: readonly GuideAlert[], facts: SloFacts, now: Date): SloReport {
  const at = now.toISOString();
  const objectives = plan.objectives.map((objective) => reportObjective(objective, windowsOf(plan), facts, now));
  const overrides = [...facts.overrides].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  const holding = overrides.filter(({ createdAt, expiresAt }) => createdAt <= at && at < expiresAt);
  const [since = null] = facts.counts.days.map(({ from }) => from).sort();
  return {
    at,
    source: { ...facts.source, since },
    objectives,
    frozen: objectives.some(({ freeze }) => freeze?.frozen),
    override: holding.reduce<SloOverride | null>((latest, each) => (isLater(each, latest) ? each : latest), null),
    overrides,
    alerts: [
      ...plan.objectives.flatMap((objective) => reportAlerts(objective, facts)),
      ...guideAlerts.map(reportGuide),
    ],
    deployments: [...facts.evidence.deployments],
  };
}

const isLater = (each: SloOverride, latest: SloOverride | null): boolean =>
  latest === null || each.expiresAt > latest.expiresAt;

function countsOf({ counts: { windows } }: SloFacts, objective: string, minutes: number) {
  const found = windows.find((each) => each.objective === objective && each.minutes === minutes);
  const { good, total, last } = found ?? { good: 0, total: 0, last: null };
  return { good, total, last, counts: { bad: rational(total - good), total: rational(total) } satisfies EventCounts };
}

function reportObjective(
  objective: PlannedObjective,
  windows: readonly number[],
  facts: SloFacts,
  now: Date,
): SloObjective {
  const { name, displayName, description, runbook, target, window } = objective;
  const { good, total, last, counts } = countsOf(facts, name, window);
  const budget = assessBudget(objective, counts);
  const remaining = budget.state === "no data" ? null : budget.remaining;
  const consumedBy = (bad: Rational) => budgetConsumed(objective, bad, counts.total);
  const pace = burnRateOf(objective, countsOf(facts, name, DAY).counts);
  const left = remaining && minutesToExhaustion(window, remaining, pace);
  return {
    name,
    displayName,
    description,
    runbook: `docs/runbooks/${runbook}.md`,
    target: toNumber(target),
    window: formatDuration(window),
    budgetMinutes: toNumber(objective.budgetMinutes),
    state: budget.state,
    good,
    total,
    consumed: budget.state === "no data" ? null : toNumber(budget.consumed),
    remaining: numberOf(remaining),
    countedAt: last,
    exhaustsAt: left && new Date(now.getTime() + toNumber(left) * MINUTE_MS).toISOString(),
    windows: windows
      .filter((minutes) => minutes <= window)
      .map((minutes) => {
        const counted = countsOf(facts, name, minutes);
        return {
          window: formatDuration(minutes),
          good: counted.good,
          total: counted.total,
          consumed: numberOf(consumedBy(counted.counts.bad)),
          burnRate: numberOf(burnRateOf(objective, counted.counts)),
        };
      }),
    pairs: objective.alerts.map((alert) => reportPair(objective, alert, facts)),
    days: reportDays(objective, facts, counts.total, now),
    worstMinutes: reportMinutes(objective, facts.evidence, counts.total),
    incidents: reportIncidents(objective, facts.evidence, counts.total),
    freeze: reportFreeze(objective, facts, counts.total),
  };
}

function reportPair(objective: PlannedObjective, alert: BurnRateAlert, facts: SloFacts): SloPair {
  const long = countsOf(facts, objective.name, alert.long).counts;
  const short = countsOf(facts, objective.name, alert.short).counts;
  return {
    alert: alert.name,
    severity: alert.severity,
    long: formatDuration(alert.long),
    short: formatDuration(alert.short),
    factor: toNumber(alert.factor),
    longRate: numberOf(burnRateOf(objective, long)),
    shortRate: numberOf(burnRateOf(objective, short)),
    firing: isFiring(alert, long, short),
  };
}

/** One row for each day of the window, also for those without events. */
function reportDays({ name, target, window }: PlannedObjective, facts: SloFacts, all: Rational, now: Date): SloDay[] {
  const end = endOf(now).getTime();
  const rows = new Map(
    facts.counts.days.filter(({ objective }) => objective === name).map((day) => [Date.parse(day.from), day]),
  );
  let badSoFar = 0;
  return Array.from({ length: window / DAY }, (_, index) => {
    const from = end - window * MINUTE_MS + index * DAY * MINUTE_MS;
    const { good, total } = rows.get(from) ?? { good: 0, total: 0 };
    badSoFar += total - good;
    const consumed = budgetConsumed({ target }, rational(badSoFar), all);
    return {
      from: new Date(from).toISOString(),
      until: new Date(from + DAY * MINUTE_MS).toISOString(),
      bad: total - good,
      total,
      remaining: consumed && toNumber(subtract(ONE, consumed)),
    };
  });
}

function reportFreeze(objective: PlannedObjective, facts: SloFacts, total: Rational): SloFreeze | null {
  const { freeze, name } = objective;
  if (freeze === null) return null;
  const stretch = facts.counts.stretches.find((each) => each.objective === name);
  const report = assessFreeze(objective, freeze, { bad: rational(stretch?.bad ?? 0), total });
  return {
    within: formatDuration(freeze.within),
    limit: toNumber(freeze.consumed),
    consumed: numberOf(report.consumed),
    until: stretch?.last ?? null,
    minimumEvents: report.minimumEvents,
    frozen: report.frozen,
  };
}

function reportAlerts(objective: PlannedObjective, facts: SloFacts): SloAlert[] {
  const { name, alerts, noData } = objective;
  const countsIn = (minutes: number) => countsOf(facts, name, minutes).counts;
  const burning = alerts.map((alert): SloAlert => {
    const { severity, channel, runbook, long, short, factor } = alert;
    const windows = `${formatDuration(long)} and over ${formatDuration(short)}`;
    const condition = `burn rate above ${formatExact(factor)} over ${windows}`;
    const state = isFiring(alert, countsIn(long), countsIn(short)) ? "firing" : "quiet";
    return { name: alert.name, objective: name, condition, severity, channel, runbook, state };
  });
  const { severity, channel, runbook, idle, forMinutes } = noData;
  const silent = idle === "never" && countsOf(facts, name, forMinutes).total === 0;
  // Whether a metric is there at all is for whoever reads metrics.
  const state = idle === "normal" ? "unknown" : silent ? "firing" : "quiet";
  const what = idle === "never" ? "no event" : "the metric is not there";
  const condition = `${what} for ${formatDuration(forMinutes)}`;
  return [...burning, { name: noData.name, objective: name, condition, severity, channel, runbook, state }];
}

const reportGuide = ({ name, wording, severity, channel, runbook }: GuideAlert): SloAlert => {
  return { name, objective: null, condition: wording, severity, channel, runbook, state: "unknown" };
};

const numberOf = (value: Rational | null): number | null => value && toNumber(value);
