import { Link } from "@remix-run/react";
import type { ResourceRisk } from "../model/views.ts";
import { PrivilegeBadge, Tag } from "./badges.tsx";
import { DataTable } from "./data-table.tsx";
import { hrefs } from "./hrefs.ts";
import { countWords, HOP_KIND_WORDS, plural } from "./words.ts";

/** What the administration of a resource hangs on: one person, or a group that all administrators come through. */
export function SinglePoints({ risk: { administrators, shared } }: { risk: ResourceRisk }) {
  if (administrators.total === 0) {
    return <span className="text-ink-soft">No active person administers it</span>;
  }
  if (administrators.only !== null) {
    return (
      <span className="flex flex-wrap items-center gap-1">
        <Tag tone="bad">One administrator</Tag>
        <Link to={hrefs.person(administrators.only.id)} className="link">
          {administrators.only.name}
        </Link>
      </span>
    );
  }
  if (shared.length === 0) return <span>None: {plural(administrators.total, "person", "people")} by several ways</span>;
  return (
    <span className="flex flex-col">
      {`All ${countWords(administrators.total)} administrators come by`}
      {shared.map(({ kind, id, label }) => (
        <span key={`${kind} ${id}`}>
          {HOP_KIND_WORDS[kind]}{" "}
          {kind === "domain" || kind === "project_role" ? (
            label
          ) : (
            <Link to={kind === "resource" ? hrefs.resource(id) : hrefs.group(id)} className="link">
              {label}
            </Link>
          )}
        </span>
      ))}
    </span>
  );
}

/** Where the access is granted: on the resource itself, or on what it is inside of. */
export function GrantPlaces({ places }: { places: ResourceRisk["places"] }) {
  return (
    <DataTable
      caption="Where the access is granted"
      rows={places}
      rowKey={({ place }) => place?.id ?? ""}
      columns={[
        {
          label: "Granted on",
          className: "w-full",
          cell: ({ place }) =>
            place === null ? (
              "This resource itself"
            ) : (
              <Link to={hrefs.resource(place.id)} className="link">
                {place.label}
              </Link>
            ),
        },
        { label: "Up to", cell: ({ privilege }) => <PrivilegeBadge privilege={privilege} /> },
        { label: "People", align: "end", cell: ({ people }) => countWords(people) },
        {
          label: "Conditional paths",
          align: "end",
          cell: ({ conditional }) => (conditional === 0 ? null : countWords(conditional)),
        },
      ]}
    />
  );
}
