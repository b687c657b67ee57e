import { type Html, html } from "./html.ts";

const WIDTH = 120;
const HEIGHT = 28;
const MARGIN = 2;

/**
 * The course of a value as a line from 0 to its highest; a gap where it is null. Hidden from screen readers: the value
 * of now stands beside it as text.
 */
export function sparkline(course: readonly (number | null)[]): Html {
  const numbers = course.filter((value): value is number => value !== null && Number.isFinite(value));
  if (numbers.length === 0) return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"></svg>`;
  const highest = Math.max(...numbers, 0);
  const lowest = Math.min(...numbers, 0);
  const x = (index: number) => round(MARGIN + (index / Math.max(1, course.length - 1)) * (WIDTH - 2 * MARGIN));
  const y = (value: number) =>
    round(HEIGHT - MARGIN - ((value - lowest) / (highest - lowest || 1)) * (HEIGHT - 2 * MARGIN));
  let path = "";
  for (const [index, value] of course.entries()) {
    if (value === null || !Number.isFinite(value)) continue;
    const joined = index > 0 && course[index - 1] !== null;
    // A single value between two gaps is a dot: a line of length 0 with round ends.
    path += `${joined ? "L" : "M"}${x(index)} ${y(value)}${joined ? "" : "h0"}`;
  }
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true"><path d="${path}" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" vector-effect="non-scaling-stroke"/></svg>`;
}

const round = (value: number) => Math.round(value * 100) / 100;
