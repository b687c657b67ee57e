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

/** What an alert tells beside its own labels: a gauge is one of one instance. */
const LABELS_OF = { quantile: {}, gauge: { instance: "one", job: "alxderia" } } as const;

/** Unit tests of an alert of the guide. */
export function guideTests(alert: GuideAlertOnMetrics, rules: string): GeneratedFile {
  const own = guideRule(alert);
  const rule = { ...own, labels: { ...own.labels, ...LABELS_OF[alert.prometheus.reads.kind] } };
  const { reads } = alert.prometheus;
  const template = VALUE_TEMPLATE[reads.kind];
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
  if (reads.kind === "gauge") return gaugeEpisodes(reads, condition.threshold, period);
  return quantileEpisodes(reads, condition.threshold, period, held);
}

type Reads = GuideAlertOnMetrics["prometheus"]["reads"];

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

function gaugeEpisodes({ gauge }: Reads & { kind: "gauge" }, threshold: number, period: number): Episode[] {
  const of = (instance: string, values: string): InputSeries => ({
    series: `${gauge}{instance="${instance}", job="alxderia"}`,
    values,
  });
  const quiet = of("two", `0x${4 * period}`);
  // After the zeros of the first period.
  const at = (period + 1) * STEP;
  const short = `0x${period} ${threshold} 0x${2 * period}`;
  const over = at + period * STEP + STEP;
  return [
    ["is silent below", [of("one", `0x${period} ${threshold - 1}x${period}`)], [over, null]],
    [
      "fires at the threshold, and resolves a period after it was left",
      [of("one", short)],
      [at - STEP, null],
      [at, `${threshold}`],
      [over, null],
    ],
    ["says how far it went", [of("one", `0x${period} ${threshold}+1x${period}`)], [at + STEP, `${threshold + 1}`]],
    [
      "goes on while the instance cannot be read",
      [of("one", `0x${period} ${threshold} stale`)],
      [at + STEP, `${threshold}`],
    ],
    ["is of one instance and not of all", [of("one", short), quiet], [at, `${threshold}`]],
    [
      "adds nothing up over instances",
      [of("one", `0x${period} ${threshold - 1}x${period}`), of("two", `0x${period} ${threshold - 1}x${period}`)],
      [at, null],
    ],
    ["is silent when the gauge stays at zero", [quiet], [over, null]],
    ["is silent without the gauge", [{ series: 'up{job="alxderia"}', values: `1x${4 * period}` }], [over, null]],
  ];
}
