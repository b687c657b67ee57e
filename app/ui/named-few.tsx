import { Link } from "@remix-run/react";
import { hrefs } from "./hrefs.ts";
import { countWords } from "./words.ts";

type NamedFew = { total: number; named: { id: string; label: string; personId: string | null }[] };

/** A few names, linked where there is a page, and how many there are beyond. */
export function NamedFewView({ few, of }: { few: NamedFew; of: "accounts" | "groups" }) {
  const beyond = few.total - few.named.length;
  return (
    <span className="flex flex-col">
      {few.named.map(({ id, label, personId }) => {
        const href = of === "groups" ? hrefs.group(id) : personId === null ? null : hrefs.person(personId);
        return href === null ? (
          <span key={id}>{label}</span>
        ) : (
          <Link key={id} to={href} className="link">
            {label}
          </Link>
        );
      })}
      {beyond > 0 ? <span className="text-ink-mute">and {countWords(beyond)} more</span> : null}
    </span>
  );
}
