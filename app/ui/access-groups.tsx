import { Link } from "@remix-run/react";
import { RESOURCE_TYPES } from "../model/access.ts";
import type { AccessGroup, AccessGroups, Grouping } from "../model/access-groups.ts";
import { PrivilegeBadge } from "./badges.tsx";
import { Breakable } from "./breakable.tsx";
import { ChoiceLinks } from "./choice-links.tsx";
import { hrefs } from "./hrefs.ts";
import { ListTable } from "./list-table.tsx";
import { countWords, RESOURCE_TYPE_WORDS } from "./words.ts";

type Query = Record<string, string | undefined>;

const TITLES: Record<Grouping, string> = { person: "Person", resource: "Resource", role: "Role" };
const CHOICES = [
  [undefined, "Each path"],
  ["person", "By person"],
  ["resource", "By resource"],
  ["role", "By role"],
] as const;

/** How the rows are gathered, as links. */
export function GroupingChoice({ by, query }: { by: Grouping | undefined; query: Query }) {
  return (
    <ChoiceLinks
      label="Grouping"
      choices={CHOICES.map(([value, label]) => ({
        label,
        to: hrefs.access({ ...query, group: value }),
        is: value === by,
      }))}
    />
  );
}

/** People, resources or roles with the rows that meet the filters; each leads to its rows. */
export function AccessGroupTable({ by, groups, query }: { by: Grouping; groups: AccessGroups; query: Query }) {
  return (
    <>
      {groups.isCut ? (
        <p className="text-data text-ink-soft">
          There is more than is gathered here: the counts are what there is at least. Narrow the list to see the rest.
        </p>
      ) : null}
      <ListTable
        id={`access-${by}`}
        caption={`Effective access by ${by}`}
        rows={groups.data}
        rowKey={({ id }) => id ?? ""}
        columns={[
          {
            label: TITLES[by],
            className: "sm:min-w-56",
            cell: (group) => <GroupName by={by} group={group} query={query} />,
          },
          { label: "Highest privilege", cell: ({ privilege }) => <PrivilegeBadge privilege={privilege} /> },
          {
            label: "Paths",
            align: "end",
            cell: ({ rows, isBounded }) => `${countWords(rows)}${isBounded ? "+" : ""}`,
          },
        ]}
      />
    </>
  );
}

function GroupName({ by, group, query }: { by: Grouping; group: AccessGroup; query: Query }) {
  const { id, name, note } = group;
  if (id === null) return <span className="text-ink-mute">Linked to nobody</span>;
  const type = RESOURCE_TYPES.find((known) => known === note);
  return (
    <span className="flex min-w-0 flex-col">
      <Link to={hrefs.access({ ...query, [by]: id, group: undefined })} className="link wrap-anywhere">
        <Breakable text={name} />
      </Link>
      {note === null ? null : (
        <span className="text-xs text-ink-mute">{type === undefined ? note : RESOURCE_TYPE_WORDS[type].one}</span>
      )}
    </span>
  );
}
