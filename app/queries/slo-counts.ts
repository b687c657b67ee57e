import type { Plan } from "../../telemetry/slo/plan.ts";

/** What was counted; times are ISO 8601 in UTC, an objective without events has no row. */
export type SloCounts = {
  /** `last` is the newest minute with an event; null where the source cannot tell minutes. */
  windows: readonly { objective: string; minutes: number; good: number; total: number; last: string | null }[];
  days: readonly { objective: string; from: string; good: number; total: number }[];
  /** Bad events of the worst stretch of a freeze's length, and the last minute of it. */
  stretches: readonly { objective: string; bad: number; last: string }[];
};

/** What a source says: counts, or in words for people why it has none, without an address or a secret. */
export type SloCounting = { counts: SloCounts; reason: null } | { counts: null; reason: string };

/** Whoever can count the events of the objectives. */
export type SloCountSource = {
  /** @param now windows end with its minute */
  read(plan: Plan, now: Date): Promise<SloCounting>;
};

const MINUTE_MS = 60_000;
const DAY = 1_440;
const WEEK = 7 * DAY;

/** The windows (minutes) that a report needs: those of the alerts, the objectives' own, and the last two weeks. */
export function windowsOf({ objectives }: Plan): number[] {
  return [...new Set([...objectives.flatMap(({ windows }) => windows), WEEK, 2 * WEEK])].sort((a, b) => a - b);
}

/** The end of every window: that of the running minute, which counts already. */
export const endOf = (now: Date): Date => new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS + MINUTE_MS);
