/** The smallest value that at least such a part of all values does not exceed. @param quantile from 0 to 1 */
export function quantileOf(values: ReadonlyMap<number, number>, quantile: number): number {
  const sorted = [...values].sort(([left], [right]) => left - right);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (seen >= quantile * total) return value;
  }
  return Number.NaN;
}
