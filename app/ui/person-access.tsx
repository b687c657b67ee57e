import { Link } from "@remix-run/react";
import { type AccessRow, ResourceName, SubjectName } from "./access-table.tsx";
import { CertaintyMarks, PrivilegeBadge } from "./badges.tsx";
import { DataTable } from "./data-table.tsx";
import { groupByResource } from "./group-by-resource.ts";
import { AccessPathView } from "./hop-chain.tsx";
import { hrefs } from "./hrefs.ts";

function Grant({ row }: { row: AccessRow }) {
  return (
    <li className="grid min-w-0 items-start gap-x-4 gap-y-0.5 lg:grid-cols-[5rem_minmax(7rem,1fr)_minmax(14rem,1fr)_minmax(14rem,2fr)]">
      <span>
        <PrivilegeBadge privilege={row.privilege} />
      </span>
      <span className="flex min-w-0 flex-col items-start gap-0.5">
        <span className="wrap-anywhere">{row.role}</span>
        <CertaintyMarks access={row} />
      </span>
      <SubjectName subject={row.subject} />
      <AccessPathView accessPath={row.accessPath} via={row.via} />
    </li>
  );
}

/** What a person reaches, gathered by resource with every path to it, highest privilege first. */
export function PersonAccess({ person, rows }: { person: { id: string; name: string }; rows: AccessRow[] }) {
  const groups = groupByResource(rows).flatMap((group) => {
    const [first] = group.rows;
    return first === undefined ? [] : [{ ...group, first }];
  });
  return (
    <DataTable
      caption={`What ${person.name} reaches, by resource`}
      rows={groups}
      rowKey={(group) => group.resourceNodeId}
      columns={[
        { label: "Resource", className: "sm:min-w-44", cell: ({ first }) => <ResourceName access={first} /> },
        {
          label: "Paths",
          className: "w-full",
          cell: (group) => (
            <ul className="flex min-w-0 flex-col gap-2">
              {group.rows.map((row) => (
                <Grant
                  key={JSON.stringify([row.subjectAccountId, row.role, row.accessPath, row.via, row.condition])}
                  row={row}
                />
              ))}
            </ul>
          ),
        },
        {
          label: "Why",
          cell: ({ first, resourceNodeId }) => (
            <Link
              to={hrefs.explain(person.id, resourceNodeId)}
              className="link"
              aria-label={`Why ${person.name} has access to ${first.resource.name ?? first.resource.id}`}
            >
              Why
            </Link>
          ),
        },
      ]}
    />
  );
}
