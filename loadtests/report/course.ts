import { escaped, inWords } from "./report.ts";

const WIDTH = 240;
const HEIGHT = 36;
const MARGIN = 4;

/** One value of each run, oldest first, as points on a line from 0 to the highest; a run that failed is marked. */
export function courseOf(runs: readonly { value: number | null; passed: boolean; at: string }[]): string {
  const known = runs.flatMap(({ value, ...run }) => (value === null ? [] : [{ value, ...run }]));
  if (known.length === 0) return "";
  const highest = Math.max(...known.map(({ value }) => value), 1);
  const x = (index: number) => Math.round(MARGIN + (index / Math.max(1, known.length - 1)) * (WIDTH - 2 * MARGIN));
  const y = (value: number) => Math.round(HEIGHT - MARGIN - (value / highest) * (HEIGHT - 2 * MARGIN));
  const points = known.map(({ value }, index) => `${x(index)},${y(value)}`).join(" ");
  const marks = known.map(({ value, passed, at }, index) => {
    const title = escaped(`${at}: ${inWords(value)} ms, ${passed ? "passed" : "failed"}`);
    return `<circle cx="${x(index)}" cy="${y(value)}" r="3"${passed ? "" : ' class="bad"'}><title>${title}</title></circle>`;
  });
  const label = escaped(`${known.length} runs, at most ${inWords(highest)} ms`);
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${label}"><polyline points="${points}"/>${marks.join("")}</svg>`;
}
