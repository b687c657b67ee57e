import { Link } from "@remix-run/react";
import type { Change } from "../model/changes.ts";
import { ProviderTag, Tag } from "./badges.tsx";
import { Breakable } from "./breakable.tsx";
import { ChangeCauses, ChangedPaths } from "./change-causes.tsx";
import { ChangeMarks } from "./change-marks.tsx";
import { hrefs } from "./hrefs.ts";
import { ListTable } from "./list-table.tsx";
import { RESOURCE_TYPE_WORDS } from "./words.ts";

/** Who it is about: the person where there is one, and the account. */
export function ChangedSubject({ change: { person, subject } }: { change: Pick<Change, "person" | "subject"> }) {
  return (
    <span className="flex min-w-0 flex-col items-start gap-0.5">
      {person === null ? null : person.gone ? (
        <Breakable text={person.name} />
      ) : (
        <Link to={hrefs.person(person.id)} prefetch="intent" className="link">
          <Breakable text={person.name} />
        </Link>
      )}
      <span className={person === null ? "" : "text-xs text-ink-soft"} title={subject.id}>
        <Breakable text={subject.label} />
      </span>
      <span className="flex flex-wrap gap-1">
        <ProviderTag provider={subject.provider} />
        {person?.gone ? <Tag title="No account of this person is left">Left</Tag> : null}
      </span>
    </span>
  );
}

/** The resource by the name that it had then. */
export function ChangedResource({ change }: { change: Pick<Change, "resource" | "resourceNodeId"> }) {
  const { resource, resourceNodeId } = change;
  return (
    <span className="flex min-w-0 flex-col">
      <Link to={hrefs.resource(resourceNodeId)} className="link" title={resource.id}>
        <Breakable text={resource.name ?? resource.id} />
      </Link>
      <span className="text-xs text-ink-mute">{RESOURCE_TYPE_WORDS[resource.type].one}</span>
    </span>
  );
}

/** Changes of one run, in the order of the feed. */
export function ChangeTable({ caption, changes }: { caption: string; changes: Change[] }) {
  return (
    <ListTable
      id="changes"
      caption={caption}
      rows={changes}
      rowKey={(change) => `${change.at} ${change.subjectAccountId} ${change.resourceNodeId}`}
      columns={[
        { label: "Who", className: "sm:min-w-60", cell: (change) => <ChangedSubject change={change} /> },
        { label: "Change", className: "sm:min-w-36", cell: (change) => <ChangeMarks change={change} /> },
        { label: "On", className: "sm:min-w-40", cell: (change) => <ChangedResource change={change} /> },
        { label: "Why", className: "sm:min-w-64 sm:w-2/5", cell: (change) => <ChangeCauses change={change} /> },
        { label: "Paths", className: "sm:min-w-40 sm:w-1/3", cell: (change) => <ChangedPaths change={change} /> },
      ]}
    />
  );
}
