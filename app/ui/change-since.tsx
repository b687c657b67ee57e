import type { ShownChangeFilters } from "./change-filters.tsx";
import { ChoiceLinks } from "./choice-links.tsx";
import { withQuery } from "./hrefs.ts";

const DAY_MS = 86_400_000;

const SPANS: readonly { days: number; label: string }[] = [
  { days: 1, label: "Since yesterday" },
  { days: 7, label: "Last 7 days" },
  { days: 30, label: "Last 30 days" },
];

/** The beginning of that day in UTC, so that a link means the same all day. */
const beginningOf = (now: string, days: number) =>
  `${new Date(Date.parse(now) - days * DAY_MS).toISOString().slice(0, 10)}T00:00:00.000Z`;

/**
 * The spans that people ask for, one click each, beside the moments of the filters.
 * @param query filters and order @param now ISO 8601 in UTC
 */
export function ChangeSince({
  query,
  now,
}: {
  query: ShownChangeFilters & { sort?: string | undefined };
  now: string;
}) {
  return (
    <ChoiceLinks
      label="Since when"
      choices={SPANS.map(({ days, label }) => {
        const from = beginningOf(now, days);
        return {
          label,
          to: withQuery("/changes", { ...query, from, to: undefined }),
          is: query.to === undefined && query.from === from,
        };
      })}
    />
  );
}
