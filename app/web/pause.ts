import { setTimeout as sleep } from "node:timers/promises";

/** So many times as long as it worked it rests: requests come first. */
const REST = 3;

/**
 * For long work on the only thread: after each batch it is others' turn, for three times as long as the batch took.
 * @returns waits; rejects when the signal aborts
 */
export function createPause(signal: AbortSignal): () => Promise<void> {
  let since = performance.now();
  return async () => {
    await sleep(REST * (performance.now() - since), undefined, { signal, ref: false });
    since = performance.now();
  };
}
