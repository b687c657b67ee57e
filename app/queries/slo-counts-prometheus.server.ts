import { COUNTED_LABEL, countQueryOf } from "../../telemetry/slo/count-query.ts";
import type { Plan, PlannedObjective } from "../../telemetry/slo/plan.ts";
import {
  createPrometheusClient,
  type PrometheusClient,
  PrometheusError,
  type PrometheusSeries,
} from "./prometheus-client.server.ts";
import { endOf, type SloCountSource, type SloCounts, windowsOf } from "./slo-counts.ts";
import { type CountedHour, countHours } from "./slo-counts-of-hours.ts";

/** For all questions of one report together. */
const WITHIN_MS = 5_000;
/** A Prometheus that just failed is not asked again so soon, so that only one page in a while waits for it. */
const REST_MS = 30_000;
const HOUR = 60;

type Options = { withinMs?: number; restMs?: number };

/**
 * Counts by the Prometheus at an address: the hours of each objective's window by one range query, windows that are no
 * whole hours by one query each; twelve questions for four objectives.
 */
export function createPrometheusCounts(
  address: string,
  { withinMs = WITHIN_MS, restMs = REST_MS }: Options = {},
): SloCountSource {
  const client = createPrometheusClient(address);
  let failed: { reason: string; until: number } | null = null;
  return {
    async read(plan, now) {
      if (failed !== null && performance.now() < failed.until) return { counts: null, reason: failed.reason };
      // Ends the questions that are still open when one of them failed.
      const abort = new AbortController();
      const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(withinMs)]);
      try {
        const counts = await readCounts(client, plan, endOf(now).getTime(), signal);
        failed = null;
        return { counts, reason: null };
      } catch (error) {
        if (!(error instanceof PrometheusError)) throw error;
        failed = { reason: error.message, until: performance.now() + restMs };
        return { counts: null, reason: error.message };
      } finally {
        abort.abort();
      }
    },
  };
}

async function readCounts(client: PrometheusClient, plan: Plan, end: number, signal: AbortSignal): Promise<SloCounts> {
  const windows = windowsOf(plan);
  const counts = await Promise.all(
    plan.objectives.map(async (objective) => {
      const [hours, short] = await Promise.all([
        readHours(client, objective, end, signal),
        readShortWindows(client, objective, windows, end, signal),
      ]);
      const ofHours = countHours(objective, hours, end, windows);
      return { ...ofHours, windows: [...short, ...ofHours.windows] };
    }),
  );
  const all = {
    windows: counts.flatMap((each) => each.windows),
    days: counts.flatMap((each) => each.days),
    stretches: counts.flatMap((each) => each.stretches),
  };
  if (all.windows.length === 0) throw new PrometheusError("it knows no event of any objective");
  return all;
}

async function readHours(
  client: PrometheusClient,
  { indicator, window }: PlannedObjective,
  end: number,
  signal: AbortSignal,
): Promise<CountedHour[]> {
  const step = HOUR * 60;
  const range = { start: end / 1000 - window * 60 + step, end: end / 1000, step };
  const series = await client.range(countQueryOf(indicator, HOUR), range, signal);
  const good = readingsOf(series, "good");
  return [...readingsOf(series, "total")].map(([at, total]) => ({
    until: at * 1000,
    ...eventsOf(good.get(at), total),
  }));
}

async function readShortWindows(
  client: PrometheusClient,
  { name, indicator }: PlannedObjective,
  windows: readonly number[],
  end: number,
  signal: AbortSignal,
): Promise<SloCounts["windows"]> {
  const counted = await Promise.all(
    windows
      .filter((minutes) => minutes % HOUR !== 0)
      .map(async (minutes) => {
        const series = await client.instant(countQueryOf(indicator, minutes), end / 1000, signal);
        const [total] = readingsOf(series, "total").values();
        const [good] = readingsOf(series, "good").values();
        return { objective: name, minutes, last: null, ...eventsOf(good, total) };
      }),
  );
  return counted.filter(({ total }) => total > 0);
}

function readingsOf(series: readonly PrometheusSeries[], counted: "good" | "total"): Map<number, number> {
  const found = series.filter(({ labels }) => labels[COUNTED_LABEL] === counted);
  return new Map(found.flatMap(({ readings }) => readings.map(({ at, value }) => [at, value] as const)));
}

/** Whole events; those estimated by increase() are not, and the two estimates may differ by less than one. */
function eventsOf(good = 0, total = 0): { good: number; total: number } {
  const bad = Math.max(0, Math.round(total - good));
  const all = Math.max(0, Math.round(total));
  return { good: Math.max(0, all - bad), total: all };
}
