import { COUNTABLE_METRICS, LABEL_VALUES } from "../countable-metrics.ts";
import type { Events, Indicator } from "../model.ts";
import type { InputSeries } from "./prometheus-test-case.ts";

/**
 * So many readings with the same number of events since the reading before. "restart": the counters begin at zero
 * again. "gone": the series end, as they do when a scrape fails. "missed": no reading, and no sign of an end.
 */
export type Phase =
  | { readonly steps: number; readonly events: number; readonly bad: number; readonly restart?: boolean }
  | { readonly steps: number; readonly is: "gone" | "missed" };

export type Traffic = readonly Phase[];

/** What Prometheus calls the process that is scraped. */
const TARGET = { instance: "one", job: "alxderia" };

/** The product's series for that traffic: good and bad counts, or all events and the bucket of the good ones. */
export function trafficSeries({ good, bad, total }: Indicator, traffic: Traffic): InputSeries[] {
  if (!bad.bound) return [goodSeries(good, traffic), seriesOf(bad, traffic, (phase) => phase.bad)];
  return [
    seriesOf({ ...total, bound: null }, traffic, ({ events }) => events),
    seriesOf({ ...total, bound: { ...bad.bound, is: "at most" } }, traffic, goodOf),
  ];
}

/** The same without the series of errors, which a process has from its first error on. */
export const seriesWithoutErrors = (indicator: Indicator, traffic: Traffic): InputSeries[] =>
  indicator.bad.bound ? trafficSeries(indicator, traffic) : [goodSeries(indicator.good, traffic)];

/** @param le how the bound of a bucket is written: "2" up to Prometheus 2, "2.0" from 3 on */
export function seriesOf(
  events: Events,
  traffic: Traffic,
  count: (phase: { events: number; bad: number }) => number,
  le = events.bound ? String(events.bound.seconds) : null,
): InputSeries {
  const { metric, instrument, matchers } = events;
  const suffix = instrument === "counter" ? "" : le === null ? "_count" : "_bucket";
  const labels = Object.entries({ ...TARGET, ...labelsOf(events, matchers), ...(le === null ? {} : { le }) });
  const text = labels.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(", ");
  return { series: `${metric}${suffix}{${text}}`, values: valuesOf(traffic, count) };
}

const goodSeries = (good: Events, traffic: Traffic) => seriesOf(good, traffic, goodOf);

const goodOf = ({ events, bad }: { events: number; bad: number }): number => events - bad;

/** One value for each label that the events may have; of those they may not have, any other. */
function labelsOf({ metric }: Events, matchers: Events["matchers"]): Record<string, string> {
  const names = COUNTABLE_METRICS.get(metric)?.labels ?? [];
  return Object.fromEntries(
    names.map((label) => {
      const matcher = matchers.find((each) => each.label === label);
      if (matcher?.is === "one of") return [label, matcher.values[0] ?? ""];
      // The last known value: 5xx among the classes, which is what a failure is like.
      const others = [...(LABEL_VALUES.get(label) ?? ["/other"])].reverse();
      return [label, others.find((value) => !matcher?.values.includes(value)) ?? ""];
    }),
  );
}

/** In promtool's notation; the first reading is 0 and belongs to no phase. */
function valuesOf(traffic: Traffic, count: (phase: { events: number; bad: number }) => number): string {
  const parts = ["0"];
  let value = 0;
  for (const phase of traffic) {
    if ("is" in phase) {
      parts.push(...(phase.is === "gone" ? ["stale", `_x${phase.steps - 1}`] : [`_x${phase.steps}`]));
      continue;
    }
    const step = count(phase);
    const first = phase.restart ? 0 : value + step;
    parts.push(`${first}+${step}x${phase.steps - 1}`);
    value = first + step * (phase.steps - 1);
  }
  return parts.join(" ");
}
