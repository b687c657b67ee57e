/** @returns the value below which the share of the sorted values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/**
 * Ratio of the medians of two series measured in turn, and its spread: the smallest and the largest ratio among
 * `parts` consecutive parts of the series.
 */
export function ratioOfMedians(
  product: readonly number[],
  baseline: readonly number[],
  parts = 5,
): { ratio: number; low: number; high: number } {
  const size = Math.floor(product.length / parts);
  const ratios = Array.from({ length: parts }, (_, part) => {
    const median = (values: readonly number[]) => quantile(values.slice(part * size, (part + 1) * size), 0.5);
    return median(product) / median(baseline);
  });
  return {
    ratio: quantile(product, 0.5) / quantile(baseline, 0.5),
    low: Math.min(...ratios),
    high: Math.max(...ratios),
  };
}
