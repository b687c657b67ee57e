import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { countWords } from "./words.ts";

/** One total as a tile that leads to its list. */
export function Figure(props: { label: string; count: number; href: string; note: ReactNode }) {
  return (
    <li>
      <Link to={props.href} className="panel flex flex-col px-3 py-2.5 hover:bg-raised">
        <span className="text-xs text-ink-soft">{props.label}</span>
        <span className="text-2xl leading-8 font-semibold tracking-tight">{countWords(props.count)}</span>
        <span className="text-xs text-ink-mute">{props.note}</span>
      </Link>
    </li>
  );
}

type CountRow = { label: string; href: string | null; counts: { count: number; href?: string }[] };

/** A small table of names and numbers; names lead to the lists that the numbers count. */
export function CountPanel({ caption, heads, rows }: { caption: string; heads: string[]; rows: CountRow[] }) {
  return (
    <table className="panel w-full border-separate border-spacing-0 px-3 py-1.5 text-data">
      <caption className="sr-only">{caption}</caption>
      <thead className={heads.length === 1 ? "sr-only" : ""}>
        <tr className="text-xs text-ink-mute">
          <th scope="col" className="py-1 text-left font-normal">
            Name
          </th>
          {heads.map((head) => (
            <th key={head} scope="col" className="py-1 pl-3 text-right font-normal">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.label}>
            <th scope="row" className="py-1 text-left font-normal">
              {row.href === null ? (
                row.label
              ) : (
                <Link to={row.href} className="link">
                  {row.label}
                </Link>
              )}
            </th>
            {row.counts.map(({ count, href }, index) => (
              <td key={heads[index]} className="py-1 pl-3 text-right">
                {href !== undefined && count > 0 ? (
                  <Link
                    to={href}
                    className="link"
                    aria-label={`${countWords(count)} ${heads[index]?.toLowerCase()} in ${row.label}`}
                  >
                    {countWords(count)}
                  </Link>
                ) : (
                  <span className={count === 0 ? "text-ink-mute" : ""}>{countWords(count)}</span>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
