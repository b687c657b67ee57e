import { Link } from "@remix-run/react";
import type { GroupMember } from "../model/views.ts";
import { ProviderTag, StatusBadge, Tag } from "./badges.tsx";
import { Breakable } from "./breakable.tsx";
import { DataTable } from "./data-table.tsx";
import { HopList } from "./hop-chain.tsx";
import { hrefs } from "./hrefs.ts";
import { SUBJECT_TYPE_WORDS } from "./words.ts";

/**
 * Direct and nested members of a group, each with every chain that leads into it.
 * @param group the provider's id of the group, where every chain ends; that last hop goes without saying
 */
export function GroupMembers({ group, members }: { group: string; members: GroupMember[] }) {
  return (
    <DataTable
      caption="Members"
      rows={members}
      rowKey={(member) => member.accountId}
      columns={[
        {
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
        },
        { label: "Account", cell: (member) => <Breakable text={member.label} /> },
        {
          label: "Kind",
          cell: (member) => (
            <span className="flex flex-wrap gap-1">
              <ProviderTag provider={member.provider} />
              {member.type === "user" ? null : <Tag>{SUBJECT_TYPE_WORDS[member.type]}</Tag>}
            </span>
          ),
        },
        { label: "Status", cell: (member) => <StatusBadge status={member.status} /> },
        {
          label: "How",
          className: "sm:min-w-56",
          cell: (member) => (
            <ul className="flex flex-col gap-0.5 text-xs leading-5">
              {member.direct ? <li>Direct</li> : null}
              {member.paths
                .map((path) => (path.at(-1)?.id === group ? path.slice(0, -1) : path))
                .filter((path) => path.length > 0)
                .map((path) => (
                  <li key={path.map((hop) => hop.id).join(" ")}>
                    <HopList hops={path} label="By way of" />
                  </li>
                ))}
            </ul>
          ),
        },
      ]}
    />
  );
}
