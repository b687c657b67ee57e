/** How the service levels stand. Parts of a budget are numbers from 1 (all of it) down, below 0 after a breach. */
export type SloReport = {
  at: string;
  source: SloSource;
  objectives: SloObjective[];
  /** Whether deployments that are not critical wait; the objectives say why. */
  frozen: boolean;
  /** Who lets them through all the same, now. */
  override: SloOverride | null;
  /** Every override that held in the last seven days, newest first. */
  overrides: SloOverride[];
  alerts: SloAlert[];
  /** Starts of another revision or version than the one before, within the longest window, newest first. */
  deployments: SloRun[];
};

/**
 * Whose counts these are. Minutes, incidents, traces and deployments are always the database's. `reason` says why the
 * Prometheus that is configured was not used; `since` is the first day with an event.
 */
export type SloSource = { name: "database" | "prometheus"; reason: string | null; since: string | null };

/** A start of the web process. `isNew`: it ran another revision or version than the start before it. */
export type SloRun = {
  revision: string;
  version: string;
  startedAt: string;
  /** Null while it runs, and of one that was killed. */
  stoppedAt: string | null;
  isNew: boolean;
};

export type SloObjective = {
  name: string;
  displayName: string;
  description: string;
  runbook: string;
  /** Part of events that are to be good. */
  target: number;
  window: string;
  /** The budget as minutes of complete failure at steady traffic. */
  budgetMinutes: number;
  /** A window without events is neither met nor breached. */
  state: "met" | "breached" | "no data";
  good: number;
  total: number;
  consumed: number | null;
  remaining: number | null;
  /** The newest minute with an event in the window; null where the source cannot tell minutes. */
  countedAt: string | null;
  /** When the budget is gone at the burn rate of the last day; null: not at this rate, or nothing is known of it. */
  exhaustsAt: string | null;
  windows: SloWindow[];
  pairs: SloPair[];
  /** Since the window's start, a day each; `remaining` is what was left of today's budget at the end of the day. */
  days: SloDay[];
  worstMinutes: SloMinute[];
  /** The worst first. */
  incidents: SloIncident[];
  freeze: SloFreeze | null;
};

/** `burnRate` is 1 when the budget lasts exactly as long as the objective's window; null without events. */
export type SloWindow = {
  window: string;
  good: number;
  total: number;
  consumed: number | null;
  burnRate: number | null;
};

/** An alert on the burn rate: it fires while the rates of both windows are above the factor. */
export type SloPair = {
  alert: string;
  severity: "critical" | "warning";
  long: string;
  short: string;
  factor: number;
  longRate: number | null;
  shortRate: number | null;
  firing: boolean;
};

export type SloDay = { from: string; until: string; bad: number; total: number; remaining: number | null };

/** `traces` are ids of bad events, of traces that were kept. */
export type SloMinute = { minute: string; bad: number; total: number; consumed: number; traces: string[] };

/** Bad minutes without a minute between them. */
export type SloIncident = {
  begin: string;
  end: string;
  minutes: number;
  bad: number;
  total: number;
  consumed: number;
  traces: string[];
  /** The last start before it, the last deployment before it, and those during it; in order. */
  runs: SloRun[];
};

/** The stretch of `within` that used most of the budget. */
export type SloFreeze = {
  within: string;
  limit: number;
  consumed: number | null;
  until: string | null;
  minimumEvents: number;
  frozen: boolean;
};

export type SloOverride = { actor: string; reason: string; createdAt: string; expiresAt: string };

/** `state` is "unknown" for what only a monitoring backend sees. */
export type SloAlert = {
  name: string;
  objective: string | null;
  condition: string;
  severity: "critical" | "warning";
  channel: "on-call" | "operations";
  runbook: string;
  state: "firing" | "quiet" | "unknown";
};
