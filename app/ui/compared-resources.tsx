import { Link } from "@remix-run/react";
import type { ComparedResource, ComparedWay } from "../model/views.ts";
import { PrivilegeBadge } from "./badges.tsx";
import { Breakable } from "./breakable.tsx";
import { type Column, DataTable } from "./data-table.tsx";
import { AccessPathView } from "./hop-chain.tsx";
import { hrefs } from "./hrefs.ts";
import { RESOURCE_TYPE_WORDS } from "./words.ts";

/** Ways that are shown of each side; the rest is on the page that explains the access. */
const MOST_WAYS = 4;

type Compared = { id: string; name: string };

/** Resources with what each of two people has there, and by which paths. */
export function ComparedResources(props: {
  caption: string;
  rows: ComparedResource[];
  first: Compared;
  second: Compared;
}) {
  const { first, second } = props;
  const side = (
    person: Compared,
    of: (row: ComparedResource) => ComparedResource["first"],
  ): Column<ComparedResource> => ({
    label: person.name,
    className: "sm:min-w-64",
    cell: (row) => {
      const { privilege, ways } = of(row);
      if (privilege === null) return null;
      return (
        <Side privilege={privilege} ways={ways} why={hrefs.explain(person.id, row.resource.id)} name={person.name} />
      );
    },
  });
  return (
    <DataTable
      caption={props.caption}
      rows={props.rows}
      rowKey={({ resource }) => resource.id}
      columns={[
        {
          label: "Resource",
          className: "sm:min-w-44",
          cell: ({ resource }) => (
            <span className="flex min-w-0 flex-col">
              <Link to={hrefs.resource(resource.id)} className="link wrap-anywhere">
                <Breakable text={resource.name ?? resource.nativeId} />
              </Link>
              <span className="text-xs font-normal text-ink-mute">{RESOURCE_TYPE_WORDS[resource.type].one}</span>
            </span>
          ),
        },
        side(first, (row) => row.first),
        side(second, (row) => row.second),
      ]}
    />
  );
}

function Side(props: { privilege: ComparedWay["privilege"]; ways: ComparedWay[]; why: string; name: string }) {
  const { privilege, ways, why, name } = props;
  return (
    <span className="flex min-w-0 flex-col items-start gap-1">
      <PrivilegeBadge privilege={privilege} />
      {ways.slice(0, MOST_WAYS).map((way) => (
        <span key={JSON.stringify(way)} className="flex min-w-0 flex-col">
          <Breakable text={way.role} />
          <AccessPathView accessPath={way.accessPath} via={way.via} />
        </span>
      ))}
      <Link to={why} className="link text-xs" aria-label={`Why ${name} has it`}>
        {ways.length > MOST_WAYS ? `Why, by all ${ways.length} paths` : "Why"}
      </Link>
    </span>
  );
}
