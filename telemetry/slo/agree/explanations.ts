export type Backend = "Prometheus" | "CloudWatch" | "Cloud Monitoring";

/** An alert fires; then it tells somebody, unless a more urgent one keeps it quiet. */
export type Aspect = "fires" | "told";

/**
 * In what a backend may differ from what is asked for, and why. "shifted": every firing begins and ends exactly so many
 * minutes later. "covers": it fires whenever it should, and longer or more often.
 */
export type Explanation = {
  readonly backend: Backend;
  readonly aspects: readonly Aspect[];
  readonly alerts: RegExp;
  /** The incidents in which this is so; null for all. */
  readonly incidents: readonly string[] | null;
  readonly differs:
    | { readonly is: "shifted"; readonly begins: number; readonly ends: number }
    | { readonly is: "covers" };
  readonly why: string;
};

/**
 * Every difference that is allowed, in the order in which they are tried. What differs in another way, or for longer, is
 * a mistake of an emitter or of an evaluator; what no longer occurs must go.
 */
export const EXPLANATIONS: readonly Explanation[] = [
  {
    backend: "Prometheus",
    aspects: ["fires"],
    alerts: /^connection-pool-exhausted$/,
    incidents: null,
    differs: { is: "shifted", begins: 0, ends: 1 },
    why: "the highest reading of the last minute counts, so that a reading that was missed ends no alert",
  },
  {
    backend: "Prometheus",
    aspects: ["fires"],
    alerts: /^health-check-failing$/,
    // In a deploy the failures end early in their minute, together with the process.
    incidents: ["outage", "flapping", "one bad minute"],
    differs: { is: "shifted", begins: 0, ends: 1 },
    why: "the highest reading of the last minute counts, so that a reading that was missed ends no alert",
  },
  {
    backend: "Prometheus",
    aspects: ["fires"],
    alerts: /^availability-no-data$/,
    incidents: ["process gone"],
    differs: { is: "shifted", begins: 0, ends: 1 },
    why: "a rate needs two readings of the new process",
  },
  {
    backend: "Prometheus",
    aspects: ["fires"],
    alerts: /-no-data$/,
    incidents: ["process gone"],
    differs: { is: "shifted", begins: 1, ends: 0 },
    why: "the metric is seen to be gone at the first reading that fails, a minute after the last one that did not",
  },
  {
    backend: "CloudWatch",
    aspects: ["fires", "told"],
    alerts: /-no-data$/,
    incidents: ["process gone"],
    differs: { is: "shifted", begins: 2, ends: 0 },
    why: "it looks at two periods more than it is asked for, and a real point among them counts before a missing one",
  },
  {
    backend: "CloudWatch",
    aspects: ["told"],
    alerts: /-burn-rate-(6h|1d|3d)$/,
    incidents: null,
    differs: { is: "shifted", begins: 1, ends: 0 },
    why: "it waits a minute for the more urgent alarm to fire, and a minute after that one is over",
  },
  {
    backend: "Cloud Monitoring",
    aspects: ["fires"],
    alerts: /^error-rate-burn-rate-/,
    incidents: null,
    differs: { is: "covers" },
    why: "files that are served well write no line: the total is smaller by them, and the part of bad ones larger",
  },
  {
    backend: "Cloud Monitoring",
    aspects: ["told"],
    alerts: /-burn-rate-/,
    incidents: null,
    differs: { is: "covers" },
    why: "no policy keeps another one quiet: the less urgent one tells too, as soon as it fires",
  },
];
