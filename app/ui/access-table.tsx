import { Link } from "@remix-run/react";
import type { EffectiveAccess } from "../model/access.ts";
import { CertaintyMarks, PrivilegeBadge, ProviderTag, StatusBadge, Tag } from "./badges.tsx";
import { Breakable } from "./breakable.tsx";
import { type Column, DataTable } from "./data-table.tsx";
import { AccessPathView } from "./hop-chain.tsx";
import { hrefs } from "./hrefs.ts";
import { ListTable } from "./list-table.tsx";
import { rowLinkId } from "./path-panel.tsx";
import type { Sorting } from "./sort-head.tsx";
import { RESOURCE_TYPE_WORDS, SUBJECT_TYPE_WORDS } from "./words.ts";

export type AccessRow = EffectiveAccess & { subjectAccountId: string; resourceNodeId: string };

/** The resource by name, with its type; links to its page. */
export function ResourceName({ access }: { access: AccessRow }) {
  const { resource } = access;
  return (
    <span className="flex min-w-0 flex-col">
      <Link to={hrefs.resource(access.resourceNodeId)} className="link wrap-anywhere" title={resource.id}>
        <Breakable text={resource.name ?? resource.id} />
      </Link>
      <span className="text-xs text-ink-mute">{RESOURCE_TYPE_WORDS[resource.type].one}</span>
    </span>
  );
}

/** The account that holds the access, with its system and, where it is not plainly active, its status. */
export function SubjectName({ subject }: { subject: EffectiveAccess["subject"] }) {
  return (
    <span className="flex min-w-0 flex-col items-start gap-0.5">
      <span title={subject.id}>
        <Breakable text={subject.label} />
      </span>
      <span className="flex flex-wrap gap-1">
        <ProviderTag provider={subject.provider} />
        {subject.type === "user" ? null : <Tag>{SUBJECT_TYPE_WORDS[subject.type]}</Tag>}
        <StatusBadge status={subject.status} />
      </span>
    </span>
  );
}

const WHO: Column<AccessRow> = {
  label: "Person",
  className: "sm:min-w-40",
  cell: ({ person }) =>
    person === null ? (
      <span className="text-ink-mute">Linked to nobody</span>
    ) : (
      <Link to={hrefs.person(person.id)} className="link wrap-anywhere">
        {person.name}
      </Link>
    ),
};

const ACCOUNT: Column<AccessRow> = {
  label: "Account",
  sort: "account",
  className: "sm:min-w-56",
  cell: ({ subject }) => <SubjectName subject={subject} />,
};

const RESOURCE: Column<AccessRow> = {
  label: "Resource",
  sort: "resource",
  className: "sm:min-w-44",
  cell: (access) => <ResourceName access={access} />,
};

const ROLE: Column<AccessRow> = {
  label: "Role",
  sort: "role",
  className: "sm:min-w-44",
  cell: (access) => (
    <span className="flex flex-col items-start gap-0.5">
      <Breakable text={access.role} />
      <span className="flex flex-wrap gap-1 empty:hidden">
        <CertaintyMarks access={access} />
      </span>
    </span>
  ),
};

const PRIVILEGE: Column<AccessRow> = {
  label: "Privilege",
  sort: "-privilege",
  cell: ({ privilege }) => <PrivilegeBadge privilege={privilege} />,
};

const PATH: Column<AccessRow> = {
  label: "Path",
  sort: "accessPath",
  className: "sm:min-w-56",
  cell: ({ accessPath, via }) => <AccessPathView accessPath={accessPath} via={via} />,
};

const WHY: Column<AccessRow> = {
  label: "Why",
  cell: ({ person, resource, resourceNodeId }) =>
    person === null ? null : (
      <Link
        to={hrefs.explain(person.id, resourceNodeId)}
        className="link"
        aria-label={`Why ${person.name} has access to ${resource.name ?? resource.id}`}
      >
        Why
      </Link>
    ),
};

/** Beside the steps of a row there is no room for paths: each would make its row six lines high. */
const BESIDE_STEPS = [WHO, ACCOUNT, RESOURCE, ROLE, PRIVILEGE];

const COLUMNS = {
  everything: [...BESIDE_STEPS, PATH],
  ofResource: [WHO, ACCOUNT, ROLE, PRIVILEGE, PATH, WHY],
};

/** The link that opens the path of a row beside the list. */
function openColumn(hrefOf: (key: string) => string, open: string | undefined): Column<AccessRow & { key: string }> {
  return {
    label: "Steps",
    cell: ({ key, person, subject, resource }) => (
      <Link
        to={hrefOf(key)}
        id={rowLinkId(key)}
        data-open=""
        preventScrollReset
        replace={open !== undefined}
        aria-current={key === open ? "true" : undefined}
        aria-label={`Steps from ${person?.name ?? subject.label} to ${resource.name ?? resource.id}`}
        className="link aria-[current]:font-semibold"
      >
        Steps
      </Link>
    ),
  };
}

/** The rows of the access explorer. @param panel where a row's path opens, and which is open @param sorting their order */
export function ExplorerTable(props: {
  rows: (AccessRow & { key: string })[];
  panel: { hrefOf: (key: string) => string; open: string | undefined };
  sorting: Sorting;
}) {
  const { hrefOf, open } = props.panel;
  return (
    <ListTable
      id="access"
      caption="Effective access"
      sorting={props.sorting}
      columns={[...(open === undefined ? COLUMNS.everything : BESIDE_STEPS), openColumn(hrefOf, open)]}
      rows={props.rows}
      rowKey={({ key }) => key}
      isCurrent={({ key }) => key === open}
    />
  );
}

/**
 * Rows of effective access; `ofResource` leaves the resource out, because the page is about it.
 */
export function AccessTable({
  caption,
  rows,
  columns,
}: {
  caption: string;
  rows: AccessRow[];
  columns: keyof typeof COLUMNS;
}) {
  return (
    <DataTable
      caption={caption}
      columns={COLUMNS[columns]}
      rows={rows}
      rowKey={(row) =>
        JSON.stringify([row.subjectAccountId, row.resourceNodeId, row.role, row.accessPath, row.via, row.condition])
      }
    />
  );
}
