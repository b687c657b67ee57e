import type { SloRun } from "./slo-report.ts";

const UNITS = [
  { one: "day", minutes: 1_440 },
  { one: "hour", minutes: 60 },
  { one: "minute", minutes: 1 },
] as const;

/** Whole units, cut off: 119 minutes are "1 hour"; less than one minute is "less than a minute". */
function lengthWords(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  const unit = UNITS.find((each) => minutes >= each.minutes);
  if (unit === undefined) return "less than a minute";
  const count = Math.floor(minutes / unit.minutes);
  return `${count} ${unit.one}${count === 1 ? "" : "s"}`;
}

/** @returns `0.1.0 at 3f2a9c1`; a commit by its first 12 signs, and the version alone where nobody named a commit */
export function revisionWords({ revision, version }: Pick<SloRun, "revision" | "version">): string {
  if (revision === "unknown") return `${version} (revision unknown)`;
  return `${version} at ${/^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, 12) : revision}`;
}

/** A start beside an incident that began at `begin`: "0.1.0 at 3f2a9c1 was deployed 4 minutes before". */
export function runWords(run: SloRun, begin: string): string {
  const distance = Date.parse(begin) - Date.parse(run.startedAt);
  const when = distance >= 0 ? `${lengthWords(distance)} before` : `${lengthWords(-distance)} into it`;
  return `${revisionWords(run)} ${run.isNew ? "was deployed" : "started"} ${when}`;
}
