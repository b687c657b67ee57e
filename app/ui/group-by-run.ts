import type { Change, Run } from "../model/changes.ts";

/** Changes that one run brought and that stand together in the feed; without a run, those of one moment. */
export type RunOfChanges = { key: string; at: string; run: Run | null; changes: Change[] };

/** @param changes newest first @returns runs in the order of the feed, each with its newest time */
export function groupByRun(changes: readonly Change[]): RunOfChanges[] {
  const runs: RunOfChanges[] = [];
  for (const change of changes) {
    const last = runs.at(-1);
    const key = change.run?.id ?? change.at;
    if (last?.key === key) last.changes.push(change);
    else runs.push({ key, at: change.at, run: change.run, changes: [change] });
  }
  return runs;
}
