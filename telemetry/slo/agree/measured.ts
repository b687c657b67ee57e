/** What was measured in some minutes: each value, and how often. */
export type Measured = {
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly values: ReadonlyMap<number, number>;
};

/** A metric by minutes, null where there is nothing; minutes are counted from the first that is known. */
export type Series = {
  readonly length: number;
  /** @returns null when nothing was measured from minute `from` until before minute `to` */
  over(from: number, to: number): Measured | null;
  sumOver(from: number, to: number): number;
  countOver(from: number, to: number): number;
};

export function createMeasured(values: ReadonlyMap<number, number>): Measured | null {
  if (values.size === 0) return null;
  let [sum, count, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [value, times] of values) {
    sum += value * times;
    count += times;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { sum, count, min, max, values };
}

export function createSeries(points: readonly (Measured | null)[]): Series {
  const sums = new Float64Array(points.length + 1);
  const counts = new Float64Array(points.length + 1);
  for (const [index, point] of points.entries()) {
    sums[index + 1] = (sums[index] ?? 0) + (point?.sum ?? 0);
    counts[index + 1] = (counts[index] ?? 0) + (point?.count ?? 0);
  }
  const between = (of: Float64Array, from: number, to: number) => (of[to] ?? 0) - (of[Math.max(0, from)] ?? 0);
  return {
    length: points.length,
    sumOver: (from, to) => between(sums, from, to),
    countOver: (from, to) => between(counts, from, to),
    over(from, to) {
      if (to - from === 1) return points[from] ?? null;
      const values = new Map<number, number>();
      for (let index = Math.max(0, from); index < to; index += 1) {
        for (const [value, times] of points[index]?.values ?? []) values.set(value, (values.get(value) ?? 0) + times);
      }
      return createMeasured(values);
    },
  };
}

/** A series of one value a minute that is computed when it is asked for: most minutes of history are never. */
export function createComputedSeries(length: number, valueAt: (index: number) => number | null): Series {
  const within = (from: number, to: number): number[] => {
    const values: number[] = [];
    for (let index = Math.max(0, from); index < to; index += 1) {
      const value = valueAt(index);
      if (value !== null) values.push(value);
    }
    return values;
  };
  return {
    length,
    sumOver: (from, to) => within(from, to).reduce((sum, value) => sum + value, 0),
    countOver: (from, to) => within(from, to).length,
    over: (from, to) => createMeasured(countEach(within(from, to))),
  };
}

function countEach(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
