import { Link } from "@remix-run/react";
import { hrefs } from "./hrefs.ts";

/** Names of groups, each leading to its page. */
export function GroupLinks({ groups }: { groups: { id: string; label: string }[] }) {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-0.5">
      {groups.map((group) => (
        <li key={group.id}>
          <Link to={hrefs.group(group.id)} className="link wrap-anywhere">
            {group.label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
