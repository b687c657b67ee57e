import { setTimeout as sleep } from "node:timers/promises";
import type { SecretValue } from "../model/secret-value.ts";
import { type SecretFault, StoreError } from "./secret-error.ts";

/** Milliseconds, all of them. */
export type SecretTimes = {
  /** How long a value is held before the timer fetches it again. */
  keep: number;
  /** Until the next attempt after one that failed. */
  retry: number;
  /** Longest time of one access: below the 5 s that a connection of the pool may take. */
  giveUp: number;
  /** Between two accesses for refused values. */
  pause: number;
};

type Options = {
  fetch(signal: AbortSignal): Promise<string>;
  /** The value before it, of which whoever starts while it changes knows nothing; left out where that is no use. */
  fetchBefore?(signal: AbortSignal): Promise<string | null>;
  /** Told of every access; `fault` is null when it succeeded. */
  onAccess(fault: SecretFault | null, seconds: number): void;
  times: SecretTimes;
};

/**
 * Holds one secret. It is fetched when it is first read, then by a timer and after refusals, once for all who wait. A
 * store that fails leaves the value that is held in use.
 */
export function createSecretValue({ fetch, fetchBefore, onAccess, times }: Options): SecretValue & { close(): void } {
  let held: string | null = null;
  /** The value before the one that is held, until it is refused too: the secret may change long before its user does. */
  let before: string | null = null;
  let isBeforeInUse = false;
  /** The value whose predecessor was asked for, once. */
  let askedFor: string | null = null;
  let fetching: Promise<string> | null = null;
  let begun = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const fetchLater = (delay: number) => {
    clearTimeout(timer);
    if (closed) return;
    // A command that has nothing else to do ends.
    timer = setTimeout(() => void fetchNow().catch(() => {}), delay).unref();
  };

  function fetchNow(): Promise<string> {
    fetching ??= access().finally(() => {
      fetching = null;
    });
    return fetching;
  }

  async function access(): Promise<string> {
    begun = performance.now();
    let fault: SecretFault | null = null;
    try {
      const value = await fetch(AbortSignal.timeout(times.giveUp));
      if (held !== null && held !== value) {
        before = held;
        isBeforeInUse = false;
      }
      held = value;
      return value;
    } catch (error) {
      fault = error instanceof StoreError ? error.fault : "unreachable";
      throw error;
    } finally {
      onAccess(fault, (performance.now() - begun) / 1_000);
      fetchLater(fault === null ? times.keep : times.retry);
    }
  }

  const inUse = () => (isBeforeInUse ? before : held);

  /** One more access, unless the last one was a moment ago. */
  async function fetchAgain(until: number): Promise<boolean> {
    const wait = begun + times.pause - performance.now();
    if (fetching === null && wait > 0) {
      if (performance.now() + wait > until) return false;
      await sleep(wait);
    }
    await fetchNow().catch(() => {});
    return performance.now() < until;
  }

  async function findBefore(): Promise<string | null> {
    if (fetchBefore === undefined || askedFor === held) return null;
    askedFor = held;
    const found = await fetchBefore(AbortSignal.timeout(times.giveUp)).catch(() => null);
    return found === held ? null : found;
  }

  return {
    async read() {
      return inUse() ?? (await fetchNow());
    },
    async readAfterRefusal(refused, patienceMs) {
      const until = performance.now() + patienceMs;
      if (isBeforeInUse && refused === before) {
        isBeforeInUse = false;
        before = null;
      }
      for (let isTime = true; inUse() === refused && isTime; ) {
        isTime = await fetchAgain(until);
        if (inUse() === refused) before ??= await findBefore();
        if (inUse() === refused && before !== null && before !== refused) isBeforeInUse = true;
      }
      return inUse() ?? refused;
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
