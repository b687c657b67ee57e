const MINUTES = { w: 10_080, d: 1_440, h: 60, m: 1 } as const;

/**
 * Reads "5m", "6h", "28d" or "4w".
 * @returns whole minutes, or null: months, quarters and years of OpenSLO have no fixed length and are refused
 */
export function parseDuration(text: string): number | null {
  const match = /^([1-9]\d{0,5})([mhdw])$/.exec(text);
  return match ? Number(match[1]) * MINUTES[match[2] as keyof typeof MINUTES] : null;
}

/** Minutes in the greatest unit of days, hours and minutes that fits: 40320 is "28d", 90 is "90m". */
export function formatDuration(minutes: number): string {
  const unit = (["d", "h", "m"] as const).find((each) => minutes % MINUTES[each] === 0) ?? "m";
  return `${minutes / MINUTES[unit]}${unit}`;
}
