const STEPS = [
  { limit: 60, size: 1, unit: "second" },
  { limit: 3_600, size: 60, unit: "minute" },
  { limit: 86_400, size: 3_600, unit: "hour" },
  { limit: 2_592_000, size: 86_400, unit: "day" },
  { limit: 31_536_000, size: 2_592_000, unit: "month" },
  { limit: Number.POSITIVE_INFINITY, size: 31_536_000, unit: "year" },
] as const;

/**
 * "3 hours ago", "in 2 days", "just now" (under 10 seconds). The same on server and browser because both read `now`
 * from the loader's data.
 * @param iso the time, ISO 8601
 * @param now the time of the answer, ISO 8601
 */
export function relativeTime(iso: string, now: string): string {
  const seconds = (Date.parse(now) - Date.parse(iso)) / 1000;
  if (Number.isNaN(seconds)) return iso;
  const distance = Math.abs(seconds);
  if (distance < 10) return "just now";
  const step = STEPS.find(({ limit }) => distance < limit) ?? STEPS[5];
  const count = Math.floor(distance / step.size);
  const words = `${count} ${step.unit}${count === 1 ? "" : "s"}`;
  return seconds >= 0 ? `${words} ago` : `in ${words}`;
}

/** @returns the exact time as people read it, to the second, always in UTC: `2026-11-23 15:04:05 UTC`. */
export function exactTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
