import { z } from "zod";

const Metric = z.object({
  type: z.string(),
  values: z.record(z.string(), z.number()),
  thresholds: z.record(z.string(), z.object({ ok: z.boolean() })).default({}),
});

const Checks = z.object({ name: z.string(), passes: z.number(), fails: z.number() });

/**
 * What k6 gives to `handleSummary` in its older form, which `K6_NEW_MACHINE_READABLE_SUMMARY=false` asks for
 * (https://grafana.com/docs/k6/latest/results-output/end-of-test/custom-summary/). Times are milliseconds.
 */
const SummarySchema = z.object({
  metrics: z.record(z.string(), Metric),
  root_group: z.object({ checks: z.array(Checks).default([]) }).default({ checks: [] }),
  state: z.object({ testRunDurationMs: z.number() }).default({ testRunDurationMs: 0 }),
});
export type Summary = z.infer<typeof SummarySchema>;

/** @returns the summary, or null where the text is none: another form must not pass for an empty run */
export function readSummary(text: string): Summary | null {
  try {
    return SummarySchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A value such as `count`, `rate` or `p(99)` of a metric or sub-metric; null where k6 measured none. */
export const measuredValue = (summary: Summary, metric: string, value: string): number | null =>
  summary.metrics[metric]?.values[value] ?? null;
