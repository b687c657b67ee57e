import type pg from "pg";

/**
 * Connections of the pool now, for how long in all every one of them was at work, and for how long they have been
 * without a break; the latter is 0 when one is free.
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

/**
 * Follows a pool by its own events. pg counts connections that are being opened as neither idle nor at work; here only
 * those are active that somebody holds.
 */
export function watchPool(pool: pg.Pool, max: number): () => PoolState {
  let active = 0;
  let saturatedMs = 0;
  let saturatedSince: number | null = null;
  const sinceThen = () => (saturatedSince === null ? 0 : performance.now() - saturatedSince);
  const endWhenFree = () => {
    if (active >= max) return;
    saturatedMs += sinceThen();
    saturatedSince = null;
  };
  pool.on("acquire", () => {
    active += 1;
    if (active >= max) saturatedSince ??= performance.now();
  });
  pool.on("release", () => {
    active -= 1;
    // Whoever waits gets the connection before this turn ends (pg-pool 3.14.0): it was free for nobody.
    queueMicrotask(endWhenFree);
  });
  return () => {
    endWhenFree();
    const sinceMs = sinceThen();
    return {
      max,
      size: pool.totalCount,
      active,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      saturatedSeconds: (saturatedMs + sinceMs) / 1000,
      saturatedForSeconds: sinceMs / 1000,
    };
  };
}
