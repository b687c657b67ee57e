export const RUN_OUTCOMES = ["running", "succeeded", "partial", "failed"] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

/** One ingest. Counts are of rows (`added`, `updated`, `closed`) and of the records of its files (`rejected`). */
export type SyncRun = {
  id: string;
  bundle: string;
  startedAt: string;
  finishedAt: string | null;
  collectedAt: string | null;
  outcome: RunOutcome;
  added: number;
  updated: number;
  closed: number;
  files: number;
  rejected: number;
};

/** One file of one ingest: read = stored + unchanged + rejected. `errors` are the first of them. */
export type SyncFile = {
  path: string;
  scope: string;
  read: number;
  stored: number;
  unchanged: number;
  rejected: number;
  errors: { line: number | null; column: number | null; record: number | null; reason: string }[];
};
