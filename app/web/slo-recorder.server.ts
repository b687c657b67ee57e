import type { Instruments } from "../../telemetry/instruments.ts";
import { createRequestCounter } from "../../telemetry/slo/count-requests.ts";
import type { Plan } from "../../telemetry/slo/plan.ts";
import type { Log } from "../http/context.ts";
import type { SloFlush } from "../store/slo-minutes.server.ts";
import { createMinuteCounts } from "./minute-counts.ts";

const EVERY_MS = 10_000;
const MINUTE_MS = 60_000;
/** A database that is away for longer loses the oldest minutes: four objectives take about 2 MB with their traces. */
const BUFFERED_MINUTES = 24 * 60;
/** The platforms end the process 10 s after SIGTERM, of which requests and spans take up to 9.5 s. */
const LAST_WITHIN_MS = 400;

type Options = {
  instruments: Pick<Instruments, "watchRequests">;
  plan: Plan;
  instance: string;
  log: Log;
  /** Adds a flush to the database; one that was added already is no error. */
  store(flush: SloFlush): Promise<unknown>;
  now?: () => number;
  everyMs?: number;
};

export type SloRecorder = {
  /** Stores what was counted so far. @returns whether nothing waits any more */
  flush(): Promise<boolean>;
  /** Ends the timer and flushes once more, for at most 400 ms. */
  stop(): Promise<void>;
};

/**
 * Counts requests for the objectives, from the observations that the metrics are made of, and stores the sums of each
 * minute every ten seconds. While the database is away they wait in memory, those of failed health checks among them.
 * A flush without an answer is sent again with the same number until one comes, so it counts once.
 */
export function startSloRecorder({ instruments, plan, instance, log, store, ...options }: Options): SloRecorder {
  const { now = Date.now, everyMs = EVERY_MS } = options;
  const count = createRequestCounter(plan.objectives);
  const waiting = createMinuteCounts(
    plan.objectives.map(({ name }) => name),
    BUFFERED_MINUTES,
  );
  let unanswered: SloFlush | null = null;
  let sequence = 0;
  let flushing: Promise<boolean> | null = null;
  let isFailing = false;
  let toldOfLost = 0;

  instruments.watchRequests((labels, seconds, traceId) => {
    const minute = Math.floor(now() / MINUTE_MS);
    count(labels, seconds, (objective, isGood) => waiting.add(minute, objective, isGood, traceId));
  });

  async function send(): Promise<boolean> {
    try {
      if (unanswered !== null) await store(unanswered);
      const counts = waiting.take();
      unanswered = counts.length === 0 ? null : { instance, sequence: ++sequence, counts };
      if (unanswered !== null) await store(unanswered);
      unanswered = null;
      isFailing = false;
      return true;
    } catch (error) {
      // Once for each time that the database is away, not every ten seconds.
      if (!isFailing) log.warn({ error }, "the counts of the service levels wait in memory");
      isFailing = true;
      return false;
    } finally {
      const lost = waiting.lostMinutes();
      if (lost > toldOfLost && !isFailing) {
        log.error({ operations: { lost_minutes: lost - toldOfLost } }, "counts of the service levels were lost");
        toldOfLost = lost;
      }
    }
  }

  const flush = () => {
    flushing ??= send().finally(() => {
      flushing = null;
    });
    return flushing;
  };
  const timer = setInterval(() => void flush(), everyMs);
  timer.unref();
  return {
    flush,
    async stop() {
      clearInterval(timer);
      let patience: NodeJS.Timeout | undefined;
      const late = new Promise<false>((resolve) => {
        patience = setTimeout(() => resolve(false), LAST_WITHIN_MS);
      });
      // The one under way took what was there when it began.
      const stored = await Promise.race([flush().then(flush), late]);
      clearTimeout(patience);
      if (!stored) log.error({}, "the last counts of the service levels were lost");
    },
  };
}
