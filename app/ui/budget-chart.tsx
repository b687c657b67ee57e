import { partWords } from "../model/part-words.ts";
import type { SloDay } from "../model/slo-report.ts";

const WIDTH = 280;
const HEIGHT = 64;
/** Below this the line leaves the picture: how far a budget is overdrawn says the number beside it. */
const LOWEST = -0.5;

/** What was left of the budget at the end of each day of the window, as a line; the table beside it says the same. */
export function BudgetChart({ name, days }: { name: string; days: SloDay[] }) {
  const points = [1, ...days.map(({ remaining }) => remaining ?? 1)];
  const bottom = Math.max(LOWEST, Math.min(0, ...points));
  const x = (index: number) => (index / days.length) * WIDTH;
  const y = (part: number) => ((1 - Math.max(bottom, part)) / (1 - bottom)) * HEIGHT;
  const line = points.map((part, index) => `${x(index).toFixed(1)},${y(part).toFixed(1)}`).join(" ");
  const last = points.at(-1) ?? 1;
  const tone = last <= 0 ? "text-bad" : "text-accent";
  return (
    <figure className="flex flex-col gap-1">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Budget left of ${name} over ${days.length} days: from 100 % to ${partWords(last)}`}
        className={`h-16 w-full overflow-hidden border-b border-l border-line-strong ${tone}`}
      >
        <polygon points={`0,${y(0)} ${line} ${WIDTH},${y(0)}`} fill="currentColor" opacity="0.14" />
        <line
          x1="0"
          x2={WIDTH}
          y1={y(0)}
          y2={y(0)}
          stroke="currentColor"
          strokeDasharray="3 3"
          opacity="0.6"
          vectorEffect="non-scaling-stroke"
        />
        <polyline
          points={line}
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className="flex justify-between text-2xs text-ink-mute">
        <span>{days.length} days ago: 100 %</span>
        <span>now: {partWords(last)}</span>
      </figcaption>
    </figure>
  );
}
