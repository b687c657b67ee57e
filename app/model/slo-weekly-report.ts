import { partWords } from "./part-words.ts";
import { revisionWords, runWords } from "./run-words.ts";
import type { SloIncident, SloObjective, SloOverride, SloReport, SloRun, SloSource } from "./slo-report.ts";

/** Incidents and minutes that are named of each objective. */
const NAMED = 5;

/** The week's consumption of each budget as Markdown, to be read in the weekly review (operations guide, 8.3). */
export function writeWeeklyReport(report: SloReport): string {
  const { at, source, objectives, frozen, overrides, alerts, deployments } = report;
  const firing = alerts.filter(({ state }) => state === "firing");
  const lines = [
    `# Service levels, week to ${minuteOf(at)}`,
    "",
    frozen ? "**Deployments that are not critical are frozen.**" : "Deployments are not frozen.",
    "",
    "| objective | state | budget left | used this week | the week before | gone at this rate |",
    "|---|---|---|---|---|---|",
    ...objectives.map(row),
    "",
    describeSource(source),
    "",
    ...objectives.flatMap(describeFreeze),
    "## What used the budgets",
    "",
    "Bad minutes without a minute between them, the worst of the whole window first.",
    "",
    ...listOr("No bad event was counted.", objectives.flatMap(describeIncidents)),
    "",
    "## Worst minutes",
    "",
    ...listOr("No bad event was counted.", objectives.flatMap(describeMinutes)),
    "",
    "## Alerts that fire now",
    "",
    ...listOr(
      "None.",
      firing.map(({ name, condition, runbook }) => `- ${name}: ${condition}. Read ${runbook}`),
    ),
    "",
    "## Deployments",
    "",
    ...listOr("No other revision was started.", deployments.map(describeDeployment)),
    "",
    "## Overrides of a freeze",
    "",
    ...listOr("None.", overrides.map(describeOverride)),
    "",
  ];
  return lines.join("\n");
}

function row({ name, state, remaining, exhaustsAt, windows }: SloObjective): string {
  const used = (window: string) => windows.find((each) => each.window === window)?.consumed ?? null;
  const [week, fortnight] = [used("7d"), used("14d")];
  const before = week === null || fortnight === null ? null : fortnight - week;
  const gone = exhaustsAt === null ? "no" : minuteOf(exhaustsAt);
  return `| ${[name, state, partWords(remaining), partWords(week), partWords(before), gone].join(" | ")} |`;
}

function describeFreeze({ name, freeze }: SloObjective): string[] {
  if (freeze === null || freeze.consumed === null) return [];
  const until = freeze.until === null ? "" : ` (the worst stretch ended ${minuteOf(freeze.until)})`;
  const limit = `more than ${partWords(freeze.limit)} freezes`;
  return [`${name}: ${partWords(freeze.consumed)} of the budget went within ${freeze.within}${until}; ${limit}.`, ""];
}

const describeMinutes = ({ name, worstMinutes }: SloObjective): string[] =>
  worstMinutes.slice(0, NAMED).map(({ minute, bad, total, consumed }) => {
    const share = `${partWords(consumed)} of the budget`;
    return `- ${minuteOf(minute)} ${name}: ${bad} of ${total} events bad, ${share}`;
  });

const describeIncidents = ({ name, incidents }: SloObjective): string[] =>
  incidents.slice(0, NAMED).map(({ begin, end, minutes, bad, total, consumed, traces, runs }: SloIncident) => {
    const length = minutes === 1 ? "1 minute" : `${minutes} minutes to ${end.slice(11, 16)}`;
    const parts = [
      `${minuteOf(begin)} ${name}, ${length}: ${bad} of ${total} events bad, ${partWords(consumed)} of the budget`,
      ...runs.map((run) => plain(runWords(run, begin))),
      ...(traces.length > 0 ? [`traces ${traces.map((id) => `\`${id}\``).join(", ")}`] : []),
    ];
    return `- ${parts.join("; ")}`;
  });

const describeDeployment = (run: SloRun): string => `- ${minuteOf(run.startedAt)} ${plain(revisionWords(run))}`;

/** Whose counts a report holds, and why, in one line. */
export function describeSource({ name, reason, since }: SloSource): string {
  const from = since === null ? "" : `, first event on ${since.slice(0, 10)}`;
  if (name === "prometheus") return `Counted by Prometheus${from}.`;
  const why = reason === null ? "" : `; Prometheus was not used: ${reason}`;
  return `Counted by the product's database${from}${why}.`;
}

// Whoever gave a reason may have written signs that Markdown reads as its own, and lines.
const describeOverride = ({ actor, reason, createdAt, expiresAt }: SloOverride): string =>
  `- ${minuteOf(createdAt)} to ${minuteOf(expiresAt)}, ${plain(actor)}: ${plain(reason)}`;

const plain = (text: string): string => text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>#|]/g, "\\$&");

const listOr = (none: string, lines: readonly string[]): readonly string[] => (lines.length > 0 ? lines : [none]);

const minuteOf = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;
