import type pg from "pg";

/** Connections of the pool now, and for how long in all every one of them was at work. */
export type PoolState = {
  max: number;
  size: number;
  active: number;
  idle: number;
  waiting: number;
  saturatedSeconds: number;
};

/**
 * Follows a pool by its own events. pg counts connections that are being opened as neither idle nor at work; here only
 * those are active that somebody holds.
 */
export function watchPool(pool: pg.Pool, max: number): () => PoolState {
  let active = 0;
  let saturatedMs = 0;
  let saturatedSince: number | null = null;
  pool.on("acquire", () => {
    active += 1;
    if (active >= max) saturatedSince ??= performance.now();
  });
  pool.on("release", () => {
    active -= 1;
    if (saturatedSince === null || active >= max) return;
    saturatedMs += performance.now() - saturatedSince;
    saturatedSince = null;
  });
  return () => ({
    max,
    size: pool.totalCount,
    active,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
    saturatedSeconds: (saturatedMs + (saturatedSince === null ? 0 : performance.now() - saturatedSince)) / 1000,
  });
}
