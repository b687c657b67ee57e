import { ASSETS_ROUTE, LABEL, METRIC, UNMATCHED_ROUTE } from "../conventions.ts";
import { burnRateFactor, burnRateThreshold } from "./burn-rate.ts";
import { COUNTABLE_METRICS, type CountableMetric, LABEL_VALUES } from "./countable-metrics.ts";
import { formatDuration } from "./duration.ts";
import { isWithin } from "./events.ts";
import type { Definition, Events, Objective } from "./model.ts";
import { nearestNames, type Place, type Problem, sortProblems } from "./problem.ts";
import { compare, divide, formatExact, formatPercent, ONE, subtract } from "./rational.ts";

const DAY = 1_440;

/** Cloud Monitoring takes rolling periods of 1 to 30 days (google_monitoring_slo.rolling_period_days). */
const LONGEST_WINDOW = 30 * DAY;

const METRIC_NAMES: readonly string[] = Object.values(METRIC);

/** What is wrong with definitions although each can be read: names, boundaries, arithmetic, what they say together. */
export function lintDefinitions(definitions: readonly Definition[]): Problem[] {
  return sortProblems([
    ...definitions.flatMap((definition) => [
      ...lintEvents(definition.objective.indicator.total, definition.places.total),
      ...lintEvents(givenPart(definition), definition.places.good),
      ...lintWindow(definition),
      ...lintThresholds(definition),
    ]),
    ...lintDominated(definitions),
  ]);
}

/** The one of good and bad that is no rest: only what is written can be wrong. */
function givenPart({ objective: { indicator } }: Definition): Events {
  return indicator.good.bound?.is === "above" ? indicator.bad : indicator.good;
}

function lintEvents(events: Events, place: Place): Problem[] {
  const { metric, instrument } = events;
  const known = COUNTABLE_METRICS.get(metric);
  if (!known) {
    const isGauge = METRIC_NAMES.includes(metric);
    const rule = isGauge ? "uncountable-metric" : "unknown-metric";
    const names = isGauge ? [...COUNTABLE_METRICS.keys()] : nearestNames(metric, METRIC_NAMES);
    const advice = isGauge ? "count events: a gauge has none" : "take the name from telemetry/conventions.ts";
    return [{ ...place, rule, given: metric, allowed: names.join(", "), advice }];
  }
  if (known.instrument !== instrument) {
    const allowed = known.instrument === "histogram" ? `${metric}_bucket, ${metric}_count` : metric;
    const given = `a ${instrument} of that name`;
    return [{ ...place, rule: "wrong-instrument", given, allowed, advice: `it is a ${known.instrument}` }];
  }
  return [...lintLabels(events, known, place), ...lintBound(events, known, place)];
}

function lintLabels({ metric, matchers }: Events, { labels }: CountableMetric, place: Place): Problem[] {
  return matchers.flatMap(({ label, values }) => {
    if (!labels.includes(label)) {
      const allowed = labels.length > 0 ? labels.join(", ") : `no label: ${metric} has none`;
      return [{ ...place, rule: "unknown-label", given: label, allowed, advice: "remove or correct the condition" }];
    }
    const known = LABEL_VALUES.get(label);
    const isKnown = (value: string) =>
      known
        ? known.includes(value)
        : label !== LABEL.route || value.startsWith("/") || value === UNMATCHED_ROUTE || value === ASSETS_ROUTE;
    const allowed = known?.join(", ") ?? `a path, ${UNMATCHED_ROUTE} or ${ASSETS_ROUTE}`;
    const advice = "no event has it: correct the value";
    return values
      .filter((value) => !isKnown(value))
      .map((value) => ({ ...place, rule: "unknown-label-value", given: `${label} ${value}`, allowed, advice }));
  });
}

function lintBound({ metric, bound }: Events, known: CountableMetric, place: Place): Problem[] {
  if (bound === null || known.instrument === "counter" || known.buckets.includes(bound.seconds)) return [];
  const below = known.buckets.filter((each) => each < bound.seconds).at(-1);
  const above = known.buckets.find((each) => each > bound.seconds);
  const nearest = [below, above].filter((each) => each !== undefined).map((each) => `${each} s`);
  const advice = `take one of the boundaries of ${metric}, or add this one in telemetry/conventions.ts`;
  const allowed = `${nearest.join(" or ")}, the nearest boundaries`;
  return [{ ...place, rule: "no-bucket-boundary", given: `${bound.seconds} s`, allowed, advice }];
}

function lintWindow({ objective: { window, pairs, freeze }, places }: Definition): Problem[] {
  const longest = Math.max(...pairs.map(({ long }) => long));
  const given = formatDuration(window);
  const problems: Problem[] = [];
  if (window <= longest || window > LONGEST_WINDOW || window % DAY !== 0) {
    const allowed = `whole days, more than ${formatDuration(longest)}, up to ${formatDuration(LONGEST_WINDOW)}`;
    const advice = "longer than every alert's window and no longer than Cloud Monitoring takes";
    problems.push({ ...places.window, rule: "window-limit", given, allowed, advice });
  }
  if (freeze && freeze.within > window) {
    const allowed = `up to ${given}, the objective's window`;
    const advice = "shorten the time of the freeze";
    problems.push({ ...places.freeze, rule: "freeze-limit", given: formatDuration(freeze.within), allowed, advice });
  }
  return problems;
}

function lintThresholds({ objective: { target, window, pairs }, places }: Definition): Problem[] {
  return pairs.flatMap((pair) => {
    const factor = burnRateFactor(pair, window);
    const threshold = burnRateThreshold(factor, target);
    if (compare(threshold, ONE) < 0) return [];
    const least = subtract(ONE, divide(ONE, factor));
    const share = formatPercent(threshold);
    return [
      {
        ...places.target,
        rule: "impossible-threshold",
        given: `target ${formatPercent(target)}: ${formatDuration(pair.long)} would fire above ${share} bad events`,
        allowed: `a target above ${formatPercent(least)} for factor ${formatExact(factor)}`,
        advice: "raise the target, or give the pair less of the budget",
      },
    ];
  });
}

function lintDominated(definitions: readonly Definition[]): Problem[] {
  return definitions.flatMap(({ objective, places }, index) => {
    const ruler = definitions.find((other, at) => {
      if (at === index || !dominates(other.objective, objective)) return false;
      // Two that say the same dominate each other; the later of them is the one too many.
      return !dominates(objective, other.objective) || at < index;
    });
    if (!ruler) return [];
    const name = ruler.objective.name;
    const target = formatPercent(ruler.objective.target);
    const allowed = `bad events that ${name} does not count, fewer in the total, or a target above ${target}`;
    const advice = `whenever ${name} is met this one is met too, so it says nothing: change its events or remove it`;
    return [{ ...places.name, rule: "dominated", given: objective.name, allowed, advice }];
  });
}

/**
 * Whether the second is met whenever the first is: its bad events are all among the first's, its total holds at least
 * the first's, so its part of bad events is never greater; and its target is no higher, over the same window.
 */
function dominates(first: Objective, second: Objective): boolean {
  return (
    first.window === second.window &&
    compare(second.target, first.target) <= 0 &&
    isWithin(second.indicator.bad, first.indicator.bad) &&
    isWithin(first.indicator.total, second.indicator.total)
  );
}
