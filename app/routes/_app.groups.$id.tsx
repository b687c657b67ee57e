import type { MetaFunction } from "@remix-run/react";
import { useLoaderData } from "@remix-run/react";
import { notFound } from "../http/errors.ts";
import { pageLoader } from "../http/route.server.ts";
import { GroupPageParams } from "../model/filters.ts";
import { findGroupControl, findGroupGains } from "../queries/group-control.server.ts";
import { findGroup } from "../queries/groups.server.ts";
import { findPersonName } from "../queries/person-ids.server.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Facts } from "../ui/facts.tsx";
import { GroupGains } from "../ui/group-gains.tsx";
import { GroupGrants } from "../ui/group-grants.tsx";
import { GroupLinks } from "../ui/group-links.tsx";
import { GroupMembers } from "../ui/group-members.tsx";
import { hrefs } from "../ui/hrefs.ts";
import { NamedFewView } from "../ui/named-few.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page, Section } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { PROVIDER_WORDS, plural } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: GroupPageParams,
  handler: ({ read, params: { id = "" }, query: { person, ...page } }) =>
    read(async (tx) => {
      const group = await findGroup(tx, id, page);
      if (group === null) throw notFound(`There is no group ${JSON.stringify(id)}.`);
      const joiner = person === undefined ? null : await findPersonName(tx, person);
      if (person !== undefined && joiner === null) throw notFound(`There is no person ${JSON.stringify(person)}.`);
      return {
        group,
        control: await findGroupControl(tx, group.id),
        joining: joiner === null ? null : { person: joiner, ...(await findGroupGains(tx, group.id, joiner.id)) },
        cursor: page.cursor,
        now: new Date().toISOString(),
      };
    }),
});

export const meta: MetaFunction<typeof loader> = ({ data, error }) =>
  pageTitle(data?.group.name ?? data?.group.label ?? "Group", error);

export default function GroupPage() {
  const { group, control, joining, cursor, now } = useLoaderData<typeof loader>();
  return (
    <Page
      title={group.name ?? group.label}
      now={now}
      lead={`${group.kind === "team" ? "Team" : "Group"} in ${PROVIDER_WORDS[group.provider]}`}
    >
      <Facts
        facts={[
          { name: "Id", value: group.nativeId },
          { name: "Address", value: group.email },
          {
            name: "Direct members",
            value: group.explained ? plural(group.directMembers, "member", "members") : "No source lists them",
          },
          {
            name: group.kind === "team" ? "Child of" : "Member of",
            value: group.parents.length === 0 ? null : <GroupLinks groups={group.parents} />,
          },
          {
            name: group.kind === "team" ? "Child teams" : "Groups inside",
            value: group.children.length === 0 ? null : <GroupLinks groups={group.children} />,
          },
          {
            name: "Owners and managers",
            value:
              group.provider !== "google_workspace" ? null : control.owners.total === 0 ? (
                <span className="text-ink-mute">None known</span>
              ) : (
                <NamedFewView few={control.owners} of="accounts" />
              ),
          },
          {
            name: "Outsiders, nested ones too",
            value: control.outsiders.total === 0 ? null : <NamedFewView few={control.outsiders} of="accounts" />,
          },
          {
            name: "In a cycle with",
            value: control.cycle.total === 0 ? null : <NamedFewView few={control.cycle} of="groups" />,
          },
        ]}
      />
      <Section title="What it grants" note={plural(group.access.length, "grant", "grants")}>
        {group.access.length === 0 ? (
          <EmptyState title="It grants nothing itself">
            <p>
              No role is given to this group on a resource that was read. Groups above it may still grant something.
            </p>
          </EmptyState>
        ) : (
          <GroupGrants grants={group.access} />
        )}
      </Section>
      <Section title="If somebody joined" note="what would be new to them; nobody is added">
        <GroupGains group={group} joining={joining} />
      </Section>
      <Section title="Members" note="direct and nested, with every chain">
        {group.members.data.length === 0 ? (
          <EmptyState title={group.explained ? "Nobody is in this group" : "The members are unknown"}>
            <p>
              {group.explained
                ? "The source lists it without members."
                : "No source lists them. Export its members file and read the bundle again."}
            </p>
          </EmptyState>
        ) : (
          <GroupMembers group={group.nativeId} members={group.members.data} />
        )}
        <Pager
          path={hrefs.group(group.id)}
          query={{ person: joining?.person.id }}
          cursor={cursor}
          nextCursor={group.members.nextCursor}
          shown={group.members.data.length}
        />
      </Section>
    </Page>
  );
}
