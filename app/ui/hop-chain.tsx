import { Link } from "@remix-run/react";
import ChevronRight from "lucide-react/icons/chevron-right";
import type { AccessPath, Hop } from "../model/access.ts";
import { Breakable } from "./breakable.tsx";
import { hrefs } from "./hrefs.ts";
import { ACCESS_PATH_WORDS, HOP_KIND_WORDS } from "./words.ts";

function hrefOfHop(hop: Hop): string | null {
  if (hop.kind === "group" || hop.kind === "team") return hrefs.group(hop.id);
  return hop.kind === "resource" ? hrefs.resource(hop.id) : null;
}

/** Hops in order from the account, each with its kind in words and a link where it has a page. */
export function HopList({ hops, label }: { hops: Hop[]; label: string }) {
  return (
    <ol aria-label={label} className="flex min-w-0 flex-wrap items-center gap-x-1 gap-y-0.5">
      {hops.map((hop, index) => {
        const href = hrefOfHop(hop);
        return (
          // A chain visits no group twice, so kind and id are a key.
          <li key={`${hop.kind} ${hop.id}`} className="flex min-w-0 items-center gap-1">
            {index > 0 ? <ChevronRight aria-hidden="true" className="size-3 shrink-0 text-ink-mute" /> : null}
            <span className="wrap-anywhere" title={hop.id}>
              <span className="text-ink-mute">{HOP_KIND_WORDS[hop.kind]} </span>
              {href === null ? (
                <Breakable text={hop.label} />
              ) : (
                <Link to={href} className="link">
                  <Breakable text={hop.label} />
                </Link>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** How the access comes about: the kind of path and its hops. */
export function AccessPathView({ accessPath, via }: { accessPath: AccessPath; via: Hop[] }) {
  const { label, meaning } = ACCESS_PATH_WORDS[accessPath];
  return (
    <div className="flex min-w-0 flex-col text-xs leading-5">
      <span className="text-ink-soft" title={meaning}>
        {label}
      </span>
      {via.length > 0 ? <HopList hops={via} label="Path" /> : null}
    </div>
  );
}
