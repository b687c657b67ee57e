import { Counter, Gauge, type Registry, type RegistryContentType } from "prom-client";
import { METRIC } from "./conventions.ts";

/**
 * Connections of the pool at one moment. `saturatedSeconds` only grows; `saturatedForSeconds` is how long every
 * connection has been at work without a break, 0 when one is free.
 */
export type PoolState = {
  max: number;
  size: number;
  active: number;
  idle: number;
  waiting: number;
  saturatedSeconds: number;
  saturatedForSeconds: number;
};

/** Gauges of the connection pool, filled when they are read: a pool of ten changes far more often than that. */
export function createPoolGauges(registers: Registry<RegistryContentType>[]) {
  let read: (() => PoolState) | null = null;
  const gauge = (name: string, help: string, pick: (state: PoolState) => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        if (read) this.set(pick(read()));
      },
    });
  gauge(METRIC.dbPoolMaxConnections, "Connections that the pool opens at most", (state) => state.max);
  gauge(METRIC.dbPoolConnections, "Connections that are open or being opened", (state) => state.size);
  gauge(METRIC.dbPoolActiveConnections, "Connections that work", (state) => state.active);
  gauge(METRIC.dbPoolIdleConnections, "Connections that wait for work", (state) => state.idle);
  gauge(METRIC.dbPoolWaitingRequests, "Pieces of work that wait for a connection", (state) => state.waiting);
  gauge(
    METRIC.dbPoolSaturatedFor,
    "How long every connection that the pool may open has been at work without a break; 0 when one is free",
    (state) => state.saturatedForSeconds,
  );
  let counted = 0;
  new Counter({
    name: METRIC.dbPoolSaturated,
    help: "Time during which every connection that the pool may open was at work",
    registers,
    collect() {
      const total = read?.().saturatedSeconds ?? 0;
      this.inc(Math.max(0, total - counted));
      counted = Math.max(counted, total);
    },
  });
  return {
    watch(reader: () => PoolState): void {
      read = reader;
    },
  };
}
