import type { Note } from "../notes.ts";
import type { Result } from "./result.ts";
import type { Summary } from "./summary.ts";
import type { Verdict } from "./verdict.ts";

/** Everything that is said of a run. */
export type Report = {
  readonly profile: string;
  readonly journey: string;
  readonly url: string;
  readonly verdict: Verdict;
  readonly summary: Summary | null;
  readonly result: Result;
  readonly notes: readonly Note[];
  /** Runs of the same profile and journey, oldest first; this one is the last. */
  readonly past: readonly Result[];
};

const MOST_SHOWN = 10;

/** The slowest requests, slowest first. */
export const slowestOf = ({ notes }: Pick<Report, "notes">): readonly Note[] =>
  notes
    .filter(({ kind }) => kind === "slow")
    .sort((left, right) => right.ms - left.ms)
    .slice(0, MOST_SHOWN);

export const failedChecksOf = ({ notes }: Pick<Report, "notes">): readonly Note[] =>
  notes.filter(({ kind }) => kind === "failed").slice(0, MOST_SHOWN);

/** Checks with how often each held, those that failed first. */
export const checksOf = ({ summary }: Pick<Report, "summary">) =>
  [...(summary?.root_group.checks ?? [])].sort((left, right) => right.fails - left.fails);

export const titleOf = ({ profile, journey, verdict }: Report): string =>
  `Load test ${profile} (${journey}): ${verdict.passed ? "passed" : "failed"}`;

/** A measured value with as many digits as help. */
export const inWords = (value: number | null): string =>
  value === null
    ? "nothing"
    : value >= 100 || Number.isInteger(value)
      ? String(Math.round(value))
      : value.toPrecision(3);

const MARKUP: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for HTML and XML. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => MARKUP[character] ?? character);
