import { COUNTABLE_METRICS } from "../countable-metrics.ts";
import type { GeneratedFile } from "./emitted.ts";
import { type GuideAlertOnMetrics, guideRule, VALUE_TEMPLATE } from "./prometheus-guide.ts";
import { type ExpectedAlert, type InputSeries, type TestCase, testFile } from "./prometheus-test-case.ts";
import { seriesOf, type Traffic } from "./prometheus-test-traffic.ts";

/** Seconds between readings and evaluations; four to a minute, as where Prometheus scrapes every 15 s. */
const STEP = 15;

/** Traffic, and when the rule fires in it, with which value in its description. */
type Episode = readonly [
  name: string,
  series: readonly InputSeries[],
  ...when: readonly [at: number, value: string | null][],
];

/** What an alert tells beside its own labels: failures are added up over a job, a pool belongs to one instance. */
const LABELS_OF = { count: { job: "alxderia" }, quantile: {}, part: { instance: "one", job: "alxderia" } } as const;

/** Unit tests of an alert of the guide. */
export function guideTests(alert: GuideAlertOnMetrics, rules: string): GeneratedFile {
  const own = guideRule(alert);
  const rule = { ...own, labels: { ...own.labels, ...LABELS_OF[alert.prometheus.reads.kind] } };
  const { reads } = alert.prometheus;
  const template = VALUE_TEMPLATE[reads.kind].slice(0, VALUE_TEMPLATE[reads.kind].indexOf("}}") + 2);
  const cases = episodesOf(alert).map(
    ([name, series, ...when]): TestCase => ({
      name,
      series,
      alerts: when.map(
        ([at, value]): ExpectedAlert => ({ at, rule, fires: value === null ? false : { as: { [template]: value } } }),
      ),
    }),
  );
  return testFile({ name: alert.name, rules, step: STEP, cases });
}

function episodesOf({ prometheus }: GuideAlertOnMetrics): Episode[] {
  const { reads, condition } = prometheus;
  const period = condition.periodSeconds / STEP;
  const held = condition.periodSeconds * (condition.periods - 1);
  if (reads.kind === "count") return countEpisodes(reads, condition.threshold, period);
  if (reads.kind === "quantile") return quantileEpisodes(reads, condition.threshold, period, held);
  return partEpisodes(reads, period, held);
}

type Reads = GuideAlertOnMetrics["prometheus"]["reads"];

/** So many events in one period, the first of which is two periods after the start. */
function countEpisodes({ events, unless }: Reads & { kind: "count" }, threshold: number, period: number): Episode[] {
  const some = (count: number): Traffic => [
    { steps: 2 * period, events: 0, bad: 0 },
    ...(count > 1 ? [{ steps: count - 1, events: 1, bad: 0 }] : []),
    { steps: 1, events: 1, bad: 0 },
    { steps: 3 * period, events: 0, bad: 0 },
  ];
  const at = (count: number) => (2 * period + count) * STEP;
  const over = at(threshold) + period * STEP;
  const bad = (traffic: Traffic) => seriesOf(events, traffic, (phase) => phase.events);
  const good = (traffic: Traffic) => seriesOf(unless, traffic, (phase) => phase.events);
  const idle: Traffic = [{ steps: 6 * period, events: 0, bad: 0 }];
  const restarted: Traffic = [
    { steps: 2 * period, events: 100, bad: 0 },
    { steps: period, events: 0, bad: 0, restart: true },
  ];
  return [
    [
      "fires at so many failures, and resolves",
      [bad(some(threshold)), good(idle)],
      [at(threshold), `${threshold}`],
      [over, null],
    ],
    ["is silent one failure below", [bad(some(threshold - 1)), good(idle)], [at(threshold - 1), null]],
    ["is silent when one success lies between", [bad(some(threshold)), good(some(1))], [at(threshold), null]],
    ["fires where there is no series of successes yet", [bad(some(threshold))], [at(threshold), `${threshold}`]],
    ["is silent without a series of failures", [good(some(threshold))], [at(threshold), null]],
    ["is silent without traffic", [bad(idle), good(idle)], [6 * period * STEP, null]],
    ["is silent when a restart sets the counter back", [bad(restarted), good(idle)], [3 * period * STEP, null]],
  ];
}

/** One event in a hundred decides of p99; a bucket above the threshold tells by how much. */
function quantileEpisodes(
  { events, quantile }: Reads & { kind: "quantile" },
  threshold: number,
  period: number,
  held: number,
): Episode[] {
  const many = 1_000_000;
  const tail = Math.round(many * (1 - quantile));
  const known = COUNTABLE_METRICS.get(events.metric);
  const bounds = known?.instrument === "histogram" ? known.buckets : [];
  const above = bounds.find((bound) => bound > threshold) ?? threshold;
  const buckets = (traffic: Traffic) => [
    seriesOf(events, traffic, (phase) => phase.events - phase.bad, `${threshold}`),
    seriesOf(events, traffic, (phase) => phase.events, `${above}`),
    seriesOf(events, traffic, (phase) => phase.events, "+Inf"),
  ];
  const long = held / STEP + 2 * period;
  const slow = (bad: number): Traffic => [
    { steps: period, events: many, bad: 0 },
    { steps: long, events: many, bad },
    { steps: 2 * period, events: many, bad: 0 },
  ];
  const restarted: Traffic = [
    { steps: long, events: many, bad: 0 },
    { steps: long, events: many, bad: 0, restart: true },
  ];
  const since = period * STEP + STEP;
  // By then no period holds anything of what was before.
  const full = since + held + period * STEP;
  const later = (period + long + 2 * period) * STEP;
  // Prometheus assumes that the events of a bucket are spread evenly over it.
  const all = (threshold + (above - threshold) * quantile).toFixed(2);
  return [
    [
      "fires when all are slow for so long, and resolves",
      buckets(slow(many)),
      [since + held - STEP, null],
      [since + held, all],
      [later, null],
    ],
    ["fires just above the part that may be slow", buckets(slow(tail + 1)), [full, threshold.toFixed(2)]],
    ["is silent just below it", buckets(slow(tail - 1)), [full, null]],
    ["is silent without traffic", buckets([{ steps: long, events: 0, bad: 0 }]), [long * STEP, null]],
    ["is silent without the metric", [{ series: 'up{job="alxderia"}', values: `1x${long}` }], [long * STEP, null]],
    ["is silent over a restart", buckets(restarted), [2 * long * STEP, null]],
  ];
}

function partEpisodes({ gauge, of }: Reads & { kind: "part" }, period: number, held: number): Episode[] {
  const target = '{instance="one", job="alxderia"}';
  const long = held / STEP + 2 * period;
  const gauges = (values: string, max = "10"): InputSeries[] => [
    { series: `${gauge}${target}`, values },
    { series: `${of}${target}`, values: `${max}x${4 * long}` },
  ];
  // At the first full reading of the last period all of them are at the maximum.
  const since = 2 * period * STEP;
  const busy = `0x${period} 10x${long} 0x${period}`;
  const dip = `0x${period} 10x${period} 9 10x${period} 0x${period}`;
  const due = since + STEP + held;
  return [
    [
      "fires when all are at work for so long, and resolves",
      gauges(busy),
      [due - STEP, null],
      [due, "1.00"],
      [since + (long + 1) * STEP, null],
    ],
    ["is silent at one less than all", gauges(busy.replace("10x", "9x")), [due, null]],
    ["begins anew after a moment at one less", gauges(dip), [due, null]],
    ["is silent when nothing works", gauges(`0x${4 * long}`), [due, null]],
    ["is silent when nothing is allowed, which is no part of anything", gauges(`1x${4 * long}`, "0"), [due, null]],
    ["is silent without a maximum", gauges(busy).slice(0, 1), [due, null]],
    ["is silent without the gauge", gauges(busy).slice(1), [due, null]],
  ];
}
