import { Link } from "@remix-run/react";
import type { GroupMember } from "../model/views.ts";
import { ProviderTag, StatusBadge, Tag } from "./badges.tsx";
import { DataTable } from "./data-table.tsx";
import { HopList } from "./hop-chain.tsx";
import { hrefs } from "./hrefs.ts";
import { SUBJECT_TYPE_WORDS } from "./words.ts";

/** Direct and nested members of a group, each with every chain that leads into it. */
export function GroupMembers({ members }: { members: GroupMember[] }) {
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
        { label: "Account", cell: (member) => <span className="wrap-anywhere">{member.label}</span> },
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
