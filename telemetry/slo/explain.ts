import { describeEvents } from "./describe-events.ts";
import { formatDuration } from "./duration.ts";
import type { BurnRateAlert, NoDataAlert, Plan, PlannedObjective } from "./plan.ts";
import {
  endsWithin,
  formatDecimal,
  formatExact,
  formatFraction,
  formatPercent,
  multiply,
  type Rational,
  rational,
} from "./rational.ts";
import { timeToPage } from "./simulate.ts";

const SHOWN_RATIOS = [rational(1), rational(1, 2), rational(1, 5), rational(1, 10), rational(1, 20), rational(1, 100)];

/** Every number of a plan with the arithmetic it came from, as text for people. */
export const explainPlan = ({ objectives }: Plan): string => objectives.map(explainObjective).join("\n");

function explainObjective(objective: PlannedObjective): string {
  const { name, displayName, description, counts, target, window, budget, freeze, indicator } = objective;
  const minutes = formatExact(objective.budgetMinutes);
  const lines = [
    `${name}: ${displayName}`,
    `  ${description}`,
    `  Counts: ${counts}`,
    `  total  ${describeEvents(indicator.total)}`,
    `  good   ${describeEvents(indicator.good)}`,
    `  bad    ${describeEvents(indicator.bad)}`,
    "",
    `  target   ${formatPercent(target)} of events over rolling ${formatDuration(window)}`,
    `  budget   1 − ${formatExact(target)} = ${formatExact(budget)} of events (${formatPercent(budget)})`,
    `           × ${window} minutes = ${minutes} minutes of complete failure at steady traffic`,
    "  states   met while bad / total ≤ budget; breached above it; no data without events",
    ...(freeze ? [explainFreeze(objective, freeze)] : []),
    `  windows  ${objective.windows.map(formatDuration).join(", ")}`,
    "",
    ...objective.alerts.flatMap((alert) => explainAlert(objective, alert)),
    ...explainNoData(objective.noData),
    "",
    ...explainTimes(objective),
  ];
  return `${lines.join("\n")}\n`;
}

function explainFreeze(
  { budgetMinutes }: PlannedObjective,
  { consumed, within }: { consumed: Rational; within: number },
) {
  const minutes = formatExact(multiply(consumed, budgetMinutes));
  const time = formatDuration(within);
  return `  freeze   more than ${formatPercent(consumed)} of the budget (${minutes} minutes) within ${time}`;
}

function explainAlert({ window, budget }: PlannedObjective, alert: BurnRateAlert): string[] {
  const { name, tier, consumed, long, short, factor, threshold, minimumEvents, eventsForThreshold } = alert;
  const windows = `${formatDuration(long)} and over ${formatDuration(short)}`;
  const least = `${eventsForThreshold} = ⌈1 / ${operand(threshold)}⌉`;
  const minimum = minimumEvents > eventsForThreshold ? `${minimumEvents}, more than the ${least} needed` : least;
  return [
    `  alert ${name} (tier ${tier}): ${explainNotice(alert)}`,
    `    fires      while bad / total > ${formatPercent(threshold)} over ${windows}`,
    `    factor     ${formatPercent(consumed)} × ${window} / ${long} minutes = ${formatExact(factor)}`,
    `    threshold  ${operand(factor)} × ${operand(budget)} = ${formatExact(threshold)}`,
    `    events     at least ${minimum} in ${formatDuration(long)}: with fewer, one bad event alone would fire`,
    `    detection  ${operand(threshold)} × ${long} = ${minutesOrNever(alert.detection)} when every event is bad`,
    `    reset      ${short} × (1 − ${operand(threshold)}) = ${minutesOrNever(alert.reset)} after such a failure ends`,
    `    exhaustion ${window} / ${operand(factor)} = ${explainDays(alert.exhaustion, window)}`,
    "",
  ];
}

function explainNoData(alert: NoDataAlert): string[] {
  const what = alert.idle === "never" ? "no such event, or none counted," : "the metric is not there";
  return [
    `  alert ${alert.name}: ${explainNotice(alert)}`,
    `    watches    ${describeEvents(alert.watches)}`,
    `    fires      when ${what} for ${formatDuration(alert.forMinutes)}`,
  ];
}

const explainNotice = ({ severity, channel, runbook }: BurnRateAlert | NoDataAlert): string =>
  `${severity}, to ${channel}, read ${runbook}`;

/** A number inside a calculation: a fraction that has no end is kept together by brackets. */
const operand = (value: Rational): string =>
  endsWithin(value, 9) ? formatDecimal(value, 9) : `(${formatFraction(value)})`;

const minutesOrNever = (minutes: Rational | null): string =>
  minutes === null ? "never" : `${formatExact(minutes)} minutes`;

function explainDays(minutes: Rational, window: number): string {
  const days = `${formatDecimal(multiply(minutes, rational(1, 1_440)), 2)} days`;
  const isLonger = minutes.numerator > BigInt(window) * minutes.denominator;
  return isLonger ? `${days}, longer than the window: it tells of a waste before the budget is at risk` : days;
}

/** Minutes until each alert fires, for constant failures. */
function explainTimes(objective: PlannedObjective): string[] {
  const head = ["bad events", ...objective.alerts.map(({ long, severity }) => `${formatDuration(long)} ${severity}`)];
  const rows = timeToPage(objective, SHOWN_RATIOS).map(({ badRatio, alerts }) => [
    formatPercent(badRatio),
    ...alerts.map(({ exact, atMinute }) => (exact === null ? "never" : `${formatDecimal(exact, 2)} → ${atMinute}`)),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const write = (row: readonly string[]) =>
    `    ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd();
  return ["  minutes until it fires: exactly → read once a minute", write(head), ...rows.map(write)];
}
