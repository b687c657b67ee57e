import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { notFound } from "../http/errors.ts";
import { pageLoader } from "../http/route.server.ts";
import { ExplainPageParams } from "../model/filters.ts";
import { createPathGraph, factsOfAccess } from "../model/path-graph.ts";
import { explainAccess } from "../queries/explain-access.server.ts";
import { explainAccessThen } from "../queries/explain-access-then.server.ts";
import { findRemovals } from "../queries/find-removals.server.ts";
import { findMissingAccess } from "../queries/missing-steps.server.ts";
import { listResourceNodeIds } from "../queries/resource-ids.server.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { ExplainForm } from "../ui/explain-form.tsx";
import { ExplainedPathView } from "../ui/explained-path.tsx";
import { hrefs } from "../ui/hrefs.ts";
import { MissingSteps } from "../ui/missing-steps.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page, Section } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { PastNotice } from "../ui/past-notice.tsx";
import { PathGraphView } from "../ui/path-graph.tsx";
import { RemovalOptions } from "../ui/removal-options.tsx";
import { plural } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: ExplainPageParams,
  handler: async ({ read, query: { person, resource, open, mark, "as-of": asOf } }) => {
    const now = new Date().toISOString();
    const view = { open, mark: mark ?? null };
    if (person === undefined || resource === undefined) {
      return { explained: null, person, resource, asOf, view, now };
    }
    if (asOf !== undefined) {
      const then = await explainAccessThen(read, { person, resource, asOf });
      if (then === null) {
        throw notFound(
          `There was no person ${JSON.stringify(person)}, or no resource ${JSON.stringify(resource)}, at ${asOf}.`,
        );
      }
      const graph = createPathGraph(then.paths.map(({ access }) => factsOfAccess(then.person, access)));
      return { explained: { ...then, graph, removals: null, missing: null }, person, resource, asOf, view, now };
    }
    const explained = await read(async (tx) => {
      const explanation = await explainAccess(tx, { person, resource });
      const [resourceId] = await listResourceNodeIds(tx, resource);
      if (explanation === null || resourceId === undefined) return null;
      const pair = { personId: explanation.person.id, resourceId };
      const { paths } = explanation;
      return {
        ...explanation,
        recordsRemoved: null,
        graph: createPathGraph(paths.map(({ access }) => factsOfAccess(explanation.person, access))),
        removals: paths.length === 0 ? null : await findRemovals(tx, pair),
        missing: paths.length === 0 ? await findMissingAccess(tx, pair) : null,
      };
    });
    if (explained === null) {
      throw notFound(`There is no person ${JSON.stringify(person)}, or no resource ${JSON.stringify(resource)}.`);
    }
    return { explained, person, resource, asOf, view, now };
  },
});

export const meta: MetaFunction<typeof loader> = ({ data, error }) =>
  pageTitle(data?.explained ? `Why: ${data.explained.person.name}` : "Explain", error);

export default function ExplainPage() {
  const { explained, person, resource, asOf, view, now } = useLoaderData<typeof loader>();
  if (explained === null) {
    return (
      <Page
        title="Explain"
        now={now}
        lead="Why does somebody have access, or why not? Every path, the step that is missing, and what must be removed."
      >
        <ExplainForm person={person} resource={resource} asOf={asOf} />
        <EmptyState title="Choose a person and a resource">
          <p>Or follow “Why” from a row of the access list or of a person's page.</p>
        </EmptyState>
      </Page>
    );
  }
  const { paths, removals, missing } = explained;
  const { name } = explained.person;
  const resourceName = explained.resource.name ?? explained.resource.id;
  const who = (
    <Link to={hrefs.person(explained.person.id)} className="link">
      {name}
    </Link>
  );
  const what = (
    <Link to={hrefs.resource(resource ?? explained.resource.id)} className="link">
      {resourceName}
    </Link>
  );
  return (
    <Page
      title={`Why ${name} ${reaches(paths.length > 0, asOf === undefined)} ${resourceName}`}
      now={now}
      lead={
        <p>
          {paths.length === 0 ? "No path" : `${plural(paths.length, "path", "paths")}, shortest first,`} from {who} to{" "}
          {what}.
        </p>
      }
    >
      {asOf === undefined ? null : (
        <PastNotice
          asOf={asOf}
          now={hrefs.explain(person ?? explained.person.id, resource ?? explained.resource.id)}
          removed={explained.recordsRemoved}
        />
      )}
      <ExplainForm
        person={explained.person.email ?? explained.person.id}
        resource={explained.resource.id}
        asOf={asOf}
      />
      {missing === null ? null : (
        <Section title="What is missing" note="any one of these would do; what gives the least comes first">
          <MissingSteps missing={missing} person={name} />
        </Section>
      )}
      {paths.length === 0 ? null : (
        <>
          <PathGraphView
            name={`Paths from ${name} to ${resourceName}`}
            graph={explained.graph}
            view={{ path: "/explain", query: { person, resource, "as-of": asOf }, ...view }}
          />
          {removals === null ? null : (
            <Section
              title="What must be removed"
              note={
                removals.isComplete
                  ? "every smallest way to end it, who is hit least first; nothing is changed here"
                  : "some of the smallest ways to end it, who is hit least first; nothing is changed here"
              }
            >
              <RemovalOptions removals={removals} person={name} />
            </Section>
          )}
          <Section
            title="The paths one by one"
            note={`each step with the record that ${asOf === undefined ? "says" : "said"} so`}
          >
            <ol className="flex flex-col gap-4" aria-label="Paths">
              {paths.map((path, index) => (
                <ExplainedPathView
                  key={JSON.stringify([
                    path.access.subject.id,
                    path.access.role,
                    path.access.accessPath,
                    path.access.via,
                    path.access.condition,
                  ])}
                  path={path}
                  number={index + 1}
                />
              ))}
            </ol>
          </Section>
        </>
      )}
    </Page>
  );
}

function reaches(isSo: boolean, isNow: boolean): string {
  if (isNow) return isSo ? "reaches" : "does not reach";
  return isSo ? "reached" : "did not reach";
}
