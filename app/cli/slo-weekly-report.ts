import { partWords } from "../model/part-words.ts";
import type { SloObjective, SloOverride, SloReport } from "../model/slo-report.ts";

/** The week's consumption of each budget as Markdown, to be read in the weekly review (operations guide, 8.3). */
export function writeWeeklyReport({ at, objectives, frozen, overrides, alerts }: SloReport): string {
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
    ...objectives.flatMap(describeFreeze),
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
  worstMinutes.slice(0, 5).map(({ minute, bad, total, consumed }) => {
    const share = `${partWords(consumed)} of the budget`;
    return `- ${minuteOf(minute)} ${name}: ${bad} of ${total} events bad, ${share}`;
  });

// Whoever gave a reason may have written signs that Markdown reads as its own, and lines.
const describeOverride = ({ actor, reason, createdAt, expiresAt }: SloOverride): string =>
  `- ${minuteOf(createdAt)} to ${minuteOf(expiresAt)}, ${plain(actor)}: ${plain(reason)}`;

const plain = (text: string): string => text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>#|]/g, "\\$&");

const listOr = (none: string, lines: readonly string[]): readonly string[] => (lines.length > 0 ? lines : [none]);

const minuteOf = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;
