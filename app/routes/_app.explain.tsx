import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { notFound } from "../http/errors.ts";
import { pageLoader } from "../http/route.server.ts";
import { ExplainParams } from "../model/filters.ts";
import { explainAccess } from "../queries/explain-access.server.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { ExplainForm } from "../ui/explain-form.tsx";
import { ExplainedPathView } from "../ui/explained-path.tsx";
import { hrefs } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { plural } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: ExplainParams.partial(),
  handler: async ({ read, query: { person, resource } }) => {
    const now = new Date().toISOString();
    if (person === undefined || resource === undefined) return { explanation: null, person, resource, now };
    const explanation = await read((tx) => explainAccess(tx, { person, resource }));
    if (explanation === null) {
      throw notFound(`There is no person ${JSON.stringify(person)}, or no resource ${JSON.stringify(resource)}.`);
    }
    return { explanation, person, resource, now };
  },
});

export const meta: MetaFunction<typeof loader> = ({ data, error }) =>
  pageTitle(data?.explanation ? `Why: ${data.explanation.person.name}` : "Explain", error);

export default function ExplainPage() {
  const { explanation, person, resource, now } = useLoaderData<typeof loader>();
  if (explanation === null) {
    return (
      <Page title="Explain" now={now} lead="Why does somebody have access? Every path, with the records that say so.">
        <ExplainForm person={person} resource={resource} />
        <EmptyState title="Choose a person and a resource">
          <p>Or follow “Why” from a row of the access list or of a person's page.</p>
        </EmptyState>
      </Page>
    );
  }
  const { paths } = explanation;
  const resourceName = explanation.resource.name ?? explanation.resource.id;
  return (
    <Page
      title={`Why ${explanation.person.name} reaches ${resourceName}`}
      now={now}
      lead={
        <p>
          {plural(paths.length, "path", "paths")}, shortest first, from{" "}
          <Link to={hrefs.person(explanation.person.id)} className="link">
            {explanation.person.name}
          </Link>{" "}
          to{" "}
          <Link to={hrefs.resource(resource ?? explanation.resource.id)} className="link">
            {resourceName}
          </Link>
          .
        </p>
      }
    >
      <ExplainForm person={explanation.person.email ?? explanation.person.id} resource={explanation.resource.id} />
      {paths.length === 0 ? (
        <EmptyState title="There is no path">
          <p>
            {explanation.person.name} does not reach {resourceName}, as far as the sources that were read can say.
          </p>
        </EmptyState>
      ) : (
        <ol className="flex flex-col gap-4">
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
      )}
    </Page>
  );
}
