import type { EffectiveAccess, Privilege } from "./access.ts";

/**
 * What became of somebody's access to a resource at a moment.
 * - `gained`: none before · `lost`: none left
 * - `changed`: the highest level is another · `rerouted`: the same level, by other paths or roles
 */
export const CHANGE_KINDS = ["gained", "lost", "changed", "rerouted"] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** @param before the highest level just before the moment, or null without any @param after the same from then on */
export function kindOfChange(before: Privilege | null, after: Privilege | null): ChangeKind {
  if (before === null) return "gained";
  if (after === null) return "lost";
  return before === after ? "rerouted" : "changed";
}

/** One path that came or went. */
export type ChangedPath = Pick<
  EffectiveAccess,
  "role" | "privilege" | "accessPath" | "via" | "condition" | "certainty"
>;

export const CAUSE_KINDS = ["grant", "membership", "group", "account", "role", "resource"] as const;
export type CauseKind = (typeof CAUSE_KINDS)[number];

/** A record that a run changed and that the change of access hangs on; `table` and `id` lead to its history. */
export type Cause = {
  kind: CauseKind;
  event: "appeared" | "went" | "changed";
  table: string;
  id: string;
  /** For people: "ada@acme.example joined devs@acme.example". */
  text: string;
};

/**
 * How far the causes are known.
 * - `found`: they are listed · `none`: no record of the run lies on the paths
 * - `recomputed`: access was worked out anew, by hand or after an upgrade, with no record changed
 * - `removed`: retention took out what records said then
 * - `unknown`: so much changed at once that only grants were looked at, or it was before causes were recorded
 */
export type CausesKnown = "found" | "none" | "recomputed" | "removed" | "unknown";

export type Run = { id: string; bundle: string; collectedAt: string | null; startedAt: string };

/** Somebody's access to one resource, at one moment. `gone`: the person is no more, so there is no page. */
export type Change = {
  at: string;
  run: Run | null;
  kind: ChangeKind;
  person: { id: string; name: string; email: string | null; gone: boolean } | null;
  subjectAccountId: string;
  subject: Omit<EffectiveAccess["subject"], "status">;
  resourceNodeId: string;
  resource: EffectiveAccess["resource"];
  before: Privilege | null;
  after: Privilege | null;
  gained: ChangedPath[];
  lost: ChangedPath[];
  causes: Cause[];
  causesKnown: CausesKnown;
};

/** A path with what it hangs on. */
export type TracedPath = ChangedPath & { grantTable: string | null; grantId: string | null };
