import type { FindingDay } from "../model/findings.ts";
import { countWords } from "./words.ts";

const WIDTH = 600;
const HEIGHT = 88;

/** Open findings at the end of each day as a line; the table below it says the same in numbers. */
export function TrendLine({ days }: { days: FindingDay[] }) {
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) return null;
  const most = Math.max(1, ...days.map(({ open }) => open));
  const x = (index: number) => (days.length === 1 ? WIDTH : (index / (days.length - 1)) * WIDTH);
  const y = (open: number) => HEIGHT - 2 - (open / most) * (HEIGHT - 8);
  const start = days.length === 1 ? `0,${y(first.open)} ` : "";
  const line = start + days.map(({ open }, index) => `${x(index).toFixed(1)},${y(open).toFixed(1)}`).join(" ");
  return (
    <figure className="panel flex flex-col gap-1.5 px-3 py-2.5">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Open findings from ${first.day} to ${last.day}: from ${first.open} to ${last.open}, at most ${most}`}
        className="h-22 w-full border-b border-line-strong text-accent"
      >
        <polygon points={`0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} fill="currentColor" opacity="0.12" />
        <polyline
          points={line}
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-2xs text-ink-mute">
        <span>{days.length === 1 ? "the line begins today" : `${first.day}: ${countWords(first.open)} open`}</span>
        <span>
          {last.day} (UTC): {countWords(last.open)} open, {countWords(last.accepted)} accepted
        </span>
      </figcaption>
      <details className="text-xs">
        <summary className="w-fit text-ink-soft">Numbers of each day</summary>
        <table className="mt-1 w-full max-w-sm">
          <thead>
            <tr className="text-left text-ink-mute">
              <th scope="col" className="font-normal">
                Day (UTC)
              </th>
              <th scope="col" className="text-right font-normal">
                Open
              </th>
              <th scope="col" className="text-right font-normal">
                Accepted
              </th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map(({ day, open, accepted }) => (
              <tr key={day}>
                <th scope="row" className="text-left font-normal">
                  {day}
                </th>
                <td className="text-right">{countWords(open)}</td>
                <td className="text-right">{countWords(accepted)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
