import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { LOG_MESSAGE } from "../../telemetry/conventions.ts";
import type { Instruments, RequestWindow } from "../../telemetry/instruments.ts";
import type { Database } from "../db/database.server.ts";
import type { Log } from "./context.ts";

const EVERY_MS = 10_000;
const EVENT_LOOP_RESOLUTION_MS = 20;

type Options = { instruments: Instruments; database: Pick<Database, "poolState">; log: Log; everyMs?: number };

/**
 * Writes one line every ten seconds with what log-based metrics of either cloud alarm on, so that no agent is needed.
 * Requests are those since the line before. @returns how to end it; a last line is written then
 */
export function startRuntimeSnapshots({ instruments, database, log, everyMs = EVERY_MS }: Options): () => void {
  const delay = monitorEventLoopDelay({ resolution: EVENT_LOOP_RESOLUTION_MS });
  delay.enable();
  let utilisation = performance.eventLoopUtilization();
  let saturatedBefore = database.poolState().saturatedSeconds;
  const write = () => {
    const { saturatedSeconds, saturatedForSeconds, ...pool } = database.poolState();
    const { product, health } = instruments.takeRequests();
    const now = performance.eventLoopUtilization();
    const loop = performance.eventLoopUtilization(now, utilisation);
    utilisation = now;
    log.info(
      {
        pool: {
          ...pool,
          saturated_seconds: rounded(saturatedSeconds - saturatedBefore),
          saturated_for_seconds: rounded(saturatedForSeconds),
        },
        event_loop: {
          utilisation: rounded(loop.utilization),
          delay_p50_ms: milliseconds(delay.percentile(50)),
          delay_p99_ms: milliseconds(delay.percentile(99)),
          delay_max_ms: milliseconds(delay.max),
        },
        requests: { in_flight: instruments.requestsInFlight(), ...windowFields(product) },
        health: { ...windowFields(health), consecutive_failures: instruments.healthConsecutiveFailures() },
        upkeep: instruments.upkeepFields(),
        process: { rss_bytes: process.memoryUsage.rss(), uptime_seconds: Math.round(process.uptime()) },
      },
      LOG_MESSAGE.runtimeSnapshot,
    );
    saturatedBefore = saturatedSeconds;
    delay.reset();
  };
  const timer = setInterval(write, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    write();
    delay.disable();
  };
}

function windowFields({ count, errors, slow, p50, p99, max }: RequestWindow): Record<string, number> {
  return {
    count,
    errors,
    slow,
    p50_ms: rounded(p50 * 1000),
    p99_ms: rounded(p99 * 1000),
    max_ms: rounded(max * 1000),
  };
}

const milliseconds = (nanoseconds: number) => rounded(nanoseconds / 1e6);
const rounded = (value: number) => Math.round(value * 1000) / 1000;
