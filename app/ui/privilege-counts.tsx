import { Link } from "@remix-run/react";
import { PRIVILEGES, type Privilege } from "../model/access.ts";
import { PrivilegeBadge } from "./badges.tsx";
import { countWords } from "./words.ts";

const HIGHEST_FIRST = [...PRIVILEGES].reverse();

/**
 * How many rows of each level, highest first, as links.
 * @param hrefOf the list of that level or above
 */
export function PrivilegeCounts(props: {
  counts: { privilege: Privilege; count: number }[];
  hrefOf: (privilege: Privilege) => string;
}) {
  const ordered = HIGHEST_FIRST.flatMap((privilege) => props.counts.filter((entry) => entry.privilege === privilege));
  return (
    <ul className="flex flex-wrap gap-2">
      {ordered.map(({ privilege, count }) => (
        <li key={privilege}>
          <Link
            to={props.hrefOf(privilege)}
            className="flex items-center gap-2 rounded-md border border-line bg-surface px-2 py-1 text-data hover:bg-raised"
          >
            <PrivilegeBadge privilege={privilege} />
            {countWords(count)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
