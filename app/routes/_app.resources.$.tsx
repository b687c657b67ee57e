import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { notFound } from "../http/errors.ts";
import { pageLoader } from "../http/route.server.ts";
import { PageParams } from "../model/filters.ts";
import { listChanges } from "../queries/list-changes.server.ts";
import { listEffectiveAccess } from "../queries/list-effective-access.server.ts";
import { findResourceRisk } from "../queries/resource-risk.server.ts";
import { findResource } from "../queries/resources.server.ts";
import { AccessTable } from "../ui/access-table.tsx";
import { ResourceState } from "../ui/badges.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Facts } from "../ui/facts.tsx";
import { hrefs } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page, Section } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { PrivilegeCounts } from "../ui/privilege-counts.tsx";
import { GrantPlaces, SinglePoints } from "../ui/resource-risk.tsx";
import { TIMELINE_LENGTH, Timeline } from "../ui/timeline.tsx";
import { plural, RESOURCE_TYPE_WORDS } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

const MOST_ADMINS = 100;

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: PageParams,
  handler: async ({ read, params: { "*": id = "" }, query: { limit, cursor } }) => {
    const found = await read(async (tx) => {
      const resource = await findResource(tx, id);
      if (resource === null) throw notFound(`There is no resource ${JSON.stringify(id)}.`);
      const filters = { resource: resource.id };
      const admins =
        cursor === undefined
          ? await listEffectiveAccess(tx, { filters: { ...filters, privilege: "admin" }, limit: MOST_ADMINS })
          : null;
      const everyone = await listEffectiveAccess(tx, { filters, limit, cursor });
      return { resource, risk: await findResourceRisk(tx, resource.id), admins, everyone };
    });
    const changes = await listChanges(read, { filters: { resource: found.resource.id }, limit: TIMELINE_LENGTH });
    return { ...found, changes, cursor, now: new Date().toISOString() };
  },
});

export const meta: MetaFunction<typeof loader> = ({ data, error }) =>
  pageTitle(data?.resource.name ?? data?.resource.nativeId ?? "Resource", error);

export default function ResourcePage() {
  const { resource, risk, admins, everyone, changes, cursor, now } = useLoaderData<typeof loader>();
  const { access, parent } = resource;
  return (
    <Page title={resource.name ?? resource.nativeId} now={now} lead={RESOURCE_TYPE_WORDS[resource.type].one}>
      <Facts
        facts={[
          { name: "Id", value: resource.nativeId },
          { name: "State", value: resource.state === null ? "Not given" : <ResourceState state={resource.state} /> },
          {
            name: "Inside",
            value:
              parent === null ? null : (
                <Link to={hrefs.resource(parent.id)} className="link">
                  {parent.name ?? parent.id}
                </Link>
              ),
          },
          { name: "Single points of failure", value: access.total === 0 ? null : <SinglePoints risk={risk} /> },
          {
            name: "Reached by",
            value: `${plural(access.people, "person", "people")}, ${plural(access.total, "path", "paths")}`,
          },
        ]}
      />
      {access.total === 0 ? (
        <EmptyState title="Nobody reaches this resource">
          <p>No grant that was read leads here, neither on the resource nor from above it.</p>
        </EmptyState>
      ) : (
        <>
          <PrivilegeCounts
            counts={access.byPrivilege}
            hrefOf={(privilege) => hrefs.access({ resource: resource.id, privilege })}
          />
          {admins === null ? null : (
            <Section
              title="Admins and owners"
              note={
                admins.nextCursor === null ? (
                  plural(admins.data.length, "path", "paths")
                ) : (
                  <Link to={hrefs.access({ resource: resource.id, privilege: "admin" })} className="link">
                    First {MOST_ADMINS} shown; all of them
                  </Link>
                )
              }
            >
              {admins.data.length === 0 ? (
                <EmptyState title="No admins">
                  <p>Nobody holds admin or owner here.</p>
                </EmptyState>
              ) : (
                <AccessTable caption="Admins and owners" rows={admins.data} columns="ofResource" />
              )}
            </Section>
          )}
          <Section title="Where the access is granted" note="here, or on what it is inside of">
            <GrantPlaces places={risk.places} />
          </Section>
          <Section title="Everyone with access" note={plural(access.total, "path", "paths")}>
            <AccessTable caption="Everyone with access" rows={everyone.data} columns="ofResource" />
            <Pager
              path={hrefs.resource(resource.id)}
              query={{}}
              cursor={cursor}
              nextCursor={everyone.nextCursor}
              shown={everyone.data.length}
            />
          </Section>
        </>
      )}
      <Timeline about="resource" query={{ resource: resource.id }} changes={changes} />
    </Page>
  );
}
