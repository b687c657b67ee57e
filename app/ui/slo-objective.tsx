import { partWords, rateWords } from "../model/part-words.ts";
import type { SloObjective } from "../model/slo-report.ts";
import { Tag } from "./badges.tsx";
import { BudgetChart } from "./budget-chart.tsx";
import { Time } from "./time.tsx";
import { countWords } from "./words.ts";

const STATE_TONES = { met: "good", breached: "bad", "no data": undefined } as const;

const STATE_WORDS = { met: "Met", breached: "Breached", "no data": "No data" } as const;

/** One promise: what is left of its budget, how it went, and how fast it burns in each window. */
export function SloObjectivePanel({ objective }: { objective: SloObjective }) {
  const { name, displayName, description, state, remaining, budgetMinutes, exhaustsAt } = objective;
  const tone = STATE_TONES[state];
  return (
    <section aria-label={displayName} className="panel flex min-w-0 flex-col gap-3 p-3">
      <header className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="text-sm font-semibold">{displayName}</h2>
          <p className="text-xs text-ink-mute">{description}</p>
        </div>
        <div className="shrink-0">
          <Tag {...(tone ? { tone } : {})}>{STATE_WORDS[state]}</Tag>
        </div>
      </header>
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <span className="text-2xl leading-8 font-semibold tracking-tight">{partWords(remaining)}</span>
        <span className="text-xs text-ink-soft">
          {remaining === null ? `no event was counted in ${objective.window}` : describeLeft(remaining, budgetMinutes)}
        </span>
      </div>
      {state === "no data" ? null : <BudgetChart name={displayName} days={objective.days} />}
      <p className="text-xs text-ink-soft">
        {`${countWords(objective.total - objective.good)} of ${countWords(objective.total)} events bad. `}
        {remaining === null ? (
          "Without events nothing can be said of the budget."
        ) : exhaustsAt === null ? (
          "At the rate of the last day the budget lasts."
        ) : remaining <= 0 ? (
          "The budget is gone."
        ) : (
          <>
            At the rate of the last day the budget is gone <Time iso={exhaustsAt} />.
          </>
        )}
      </p>
      <BurnRates objective={objective} />
      <DayTable name={name} objective={objective} />
    </section>
  );
}

function describeLeft(remaining: number, budgetMinutes: number): string {
  const minutes = `${Math.round(Math.abs(remaining) * budgetMinutes * 10) / 10} of ${budgetMinutes} minutes`;
  return remaining < 0 ? `of the budget left: overdrawn by ${minutes}` : `of the budget left: ${minutes}`;
}

function BurnRates({ objective }: { objective: SloObjective }) {
  return (
    <table className="w-full text-xs">
      <caption className="sr-only">{`Burn rates of ${objective.displayName}`}</caption>
      <thead>
        <tr className="text-ink-mute">
          <th scope="col" className="py-0.5 text-left font-normal">
            Windows
          </th>
          <th scope="col" className="py-0.5 pl-2 text-right font-normal">
            Burn rates
          </th>
          <th scope="col" className="py-0.5 pl-2 text-right font-normal">
            Fires above
          </th>
          <th scope="col" className="py-0.5 pl-2 text-right font-normal">
            Alert
          </th>
        </tr>
      </thead>
      <tbody>
        {objective.pairs.map(({ alert, long, short, factor, longRate, shortRate, severity, firing }) => (
          <tr key={alert} className="border-t border-line">
            <th scope="row" className="py-1 text-left font-normal whitespace-nowrap">
              {`${long} and ${short}`}
            </th>
            <td className="py-1 pl-2 text-right whitespace-nowrap">{`${rateWords(longRate)} · ${rateWords(shortRate)}`}</td>
            <td className="py-1 pl-2 text-right">{rateWords(factor)}</td>
            <td className="py-1 pl-2 text-right">
              {firing ? (
                <span className="whitespace-nowrap">
                  <Tag tone="bad">{`Fires: ${severity}`}</Tag>
                </span>
              ) : (
                <span className="text-ink-mute">{severity}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DayTable({ name, objective }: { name: string; objective: SloObjective }) {
  return (
    <details className="text-xs">
      <summary className="text-accent">The days as a table</summary>
      <table className="mt-1 w-full">
        <caption className="sr-only">{`Budget of ${objective.displayName} by day`}</caption>
        <thead>
          <tr className="text-ink-mute">
            {["24 hours to (UTC)", "Bad", "Events", "Left"].map((head, index) => (
              <th key={head} scope="col" className={`py-0.5 font-normal ${index === 0 ? "text-left" : "text-right"}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {objective.days.toReversed().map(({ until, bad, total, remaining }) => (
            <tr key={`${name} ${until}`} className="border-t border-line">
              <th scope="row" className="py-0.5 text-left font-normal whitespace-nowrap">
                {until.slice(0, 16).replace("T", " ")}
              </th>
              <td className="py-0.5 text-right">{countWords(bad)}</td>
              <td className="py-0.5 text-right">{countWords(total)}</td>
              <td className="py-0.5 text-right whitespace-nowrap">{partWords(remaining)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
