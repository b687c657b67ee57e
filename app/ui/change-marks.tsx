import ArrowRight from "lucide-react/icons/arrow-right";
import { PRIVILEGES, type Privilege } from "../model/access.ts";
import type { Change } from "../model/changes.ts";
import { PrivilegeBadge, Tag } from "./badges.tsx";
import { CHANGE_KIND_WORDS } from "./words.ts";

const rank = (level: Privilege | null) => (level === null ? -1 : PRIVILEGES.indexOf(level));

/** What became of the access, and its highest level before and after. */
export function ChangeMarks({
  change: { kind, before, after },
}: {
  change: Pick<Change, "kind" | "before" | "after">;
}) {
  const { label, meaning } = CHANGE_KIND_WORDS[kind];
  const more = rank(after) > rank(before);
  const word = kind === "changed" ? (more ? "Raised" : "Lowered") : label;
  return (
    <span className="flex flex-wrap items-center gap-1">
      <Tag title={meaning} tone={kind === "rerouted" ? undefined : more ? "write" : "good"}>
        {word}
      </Tag>
      {kind === "lost" || before === null ? null : <PrivilegeBadge privilege={before} />}
      {kind === "changed" ? <ArrowRight aria-label="to" className="size-3 shrink-0 text-ink-mute" /> : null}
      {kind === "rerouted" || after === null ? null : <PrivilegeBadge privilege={after} />}
      {kind === "lost" && before !== null ? <PrivilegeBadge privilege={before} /> : null}
    </span>
  );
}
