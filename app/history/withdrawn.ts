import type { Withdrawal } from "./withdrawal.ts";

/** What was taken out of a log by rule, by the places that the seals gave its rows, counted from 0. */
export type Withdrawn = {
  isRetired(place: number): boolean;
  /** The first place from this one on that was not retired. */
  nextKept(place: number): number;
  /** The leaf hash, in hex, of what an erased row holds now; null of a row that was not erased. */
  remainsAt(place: number): string | null;
};

const NOTHING_WITHDRAWN: Withdrawn = {
  isRetired: () => false,
  nextKept: (place) => place,
  remainsAt: () => null,
};

/** @param withdrawals whose signatures were checked; of a row that was erased twice the last one counts */
export function createWithdrawn(withdrawals: readonly Withdrawal[]): Withdrawn {
  if (withdrawals.length === 0) return NOTHING_WITHDRAWN;
  const ranges = mergeRanges(withdrawals.flatMap(({ body }) => body.retired));
  const remains = new Map(withdrawals.flatMap(({ body }) => body.erased));
  /** The range that begins last at or before the place. */
  const rangeAt = (place: number) => {
    let [low, high] = [0, ranges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ranges[middle] as [number, number])[0] <= place) low = middle + 1;
      else high = middle;
    }
    const range = ranges[low - 1];
    return range !== undefined && place < range[1] ? range : null;
  };
  return {
    isRetired: (place) => rangeAt(place) !== null,
    nextKept: (place) => rangeAt(place)?.[1] ?? place,
    remainsAt: (place) => remains.get(place) ?? null,
  };
}

function mergeRanges(ranges: readonly [number, number][]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [from, to] of [...ranges].sort(([one], [two]) => one - two)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
