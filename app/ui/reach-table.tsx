import { Link } from "@remix-run/react";
import { PRIVILEGES, type Privilege, type ResourceType } from "../model/access.ts";
import { type Column, DataTable } from "./data-table.tsx";
import { hrefs } from "./hrefs.ts";
import { countWords, PRIVILEGE_WORDS, RESOURCE_TYPE_WORDS } from "./words.ts";

const HIGHEST_FIRST = [...PRIVILEGES].reverse();

type Reached = { type: ResourceType; privilege: Privilege; resources: number };

/** How many resources of each type a person reaches at each level; a resource counts at every level that it is held at. */
export function ReachTable({ person, reached }: { person: { id: string; name: string }; reached: Reached[] }) {
  const rows = [...Map.groupBy(reached, ({ type }) => type)].map(([type, cells]) => ({ type, cells }));
  const levels = HIGHEST_FIRST.filter((level) => reached.some(({ privilege }) => privilege === level));
  const columns = levels.map(
    (level): Column<(typeof rows)[number]> => ({
      label: PRIVILEGE_WORDS[level],
      align: "end",
      cell: ({ type, cells }) => {
        const cell = cells.find(({ privilege }) => privilege === level);
        return cell === undefined ? null : (
          <Link
            to={hrefs.access({ person: person.id, resourceType: type, privilege: level })}
            className="link"
            aria-label={`${cell.resources} at ${level}; the list shows this level and above`}
          >
            {countWords(cell.resources)}
          </Link>
        );
      },
    }),
  );
  return (
    <DataTable
      caption={`Resources that ${person.name} reaches, by type and privilege`}
      rows={rows}
      rowKey={({ type }) => type}
      columns={[{ label: "Resources", className: "w-full", cell: ({ type }) => capitalised(type) }, ...columns]}
    />
  );
}

function capitalised(type: ResourceType): string {
  const { many } = RESOURCE_TYPE_WORDS[type];
  return many.charAt(0).toUpperCase() + many.slice(1);
}
