import type { Place } from "./problem.ts";
import type { Rational } from "./rational.ts";

/** Whom an alert reaches: critical the on-call channel, warning the operations channel (operations guide, 4.2). */
export type Severity = "critical" | "warning";
export type Channel = "on-call" | "operations";

export const CHANNEL_OF: Readonly<Record<Severity, Channel>> = { critical: "on-call", warning: "operations" };

/** A condition on one label. Values are plain text; an emitter quotes them as its backend demands. */
export type Matcher = { readonly label: string; readonly is: "one of" | "none of"; readonly values: readonly string[] };

/** Which observations of a histogram, by their value in seconds: up to and with the bound, or above it. */
export type Bound = { readonly is: "at most" | "above"; readonly seconds: number };

/**
 * A set of events as data, from which every backend's selector is written. `matchers` are sorted by label, one for each
 * label, all to be met. `metric` is the instrument's name without `_bucket` or `_count`; only a histogram has a bound.
 */
export type Events = {
  readonly metric: string;
  readonly instrument: "histogram" | "counter";
  readonly matchers: readonly Matcher[];
  readonly bound: Bound | null;
};

/** Good and bad events are disjoint and together are all of `total`; the bad ones are derived from the other two. */
export type Indicator = { readonly good: Events; readonly total: Events; readonly bad: Events };

/** One alert on the burn rate in two windows (minutes); `consumed` is the part of the budget that the long one uses. */
export type BurnRatePair = {
  readonly consumed: Rational;
  readonly long: number;
  readonly short: number;
  readonly severity: Severity;
};

/** Non-critical deployments stop when more than `consumed` of the budget went within so many minutes. */
export type Freeze = { readonly consumed: Rational; readonly within: number };

/** A promise, as its definition says. `window` in minutes; `target` is the part of events that are good, from 0 to 1. */
export type Objective = {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly counts: string;
  readonly service: string;
  readonly target: Rational;
  readonly window: number;
  readonly indicator: Indicator;
  readonly pairs: readonly BurnRatePair[];
  /** No alert of this objective is more severe. */
  readonly mostSevere: Severity;
  /** Every alert wants at least so many events in its long window, and more where its threshold asks for more. */
  readonly minimumEvents: number;
  /** Whether there are times without events ("normal"), or silence itself is a failure ("never"). */
  readonly idle: "normal" | "never";
  readonly runbook: string;
  readonly k6Scenarios: readonly string[];
  readonly freeze: Freeze | null;
};

/** Where the parts of a definition stand, for whoever finds something wrong with them. */
export type DefinitionPlaces = {
  readonly name: Place;
  readonly target: Place;
  readonly window: Place;
  readonly good: Place;
  readonly total: Place;
  readonly freeze: Place;
};

export type Definition = { readonly objective: Objective; readonly places: DefinitionPlaces };
