import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { listFindingsOf } from "../findings/list-findings-of.server.ts";
import { notFound } from "../http/errors.ts";
import { pageLoader } from "../http/route.server.ts";
import { PageParams, PathGraphParams } from "../model/filters.ts";
import { listChanges } from "../queries/list-changes.server.ts";
import { listEffectiveAccess } from "../queries/list-effective-access.server.ts";
import { findPerson } from "../queries/people.server.ts";
import { findDirectoryEntry } from "../queries/person-directory.server.ts";
import { findPersonPaths } from "../queries/person-paths.server.ts";
import { DecisionNotice } from "../ui/decision-notice.tsx";
import { DecisionNoticeParams } from "../ui/decision-params.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { FindingList } from "../ui/finding-list.tsx";
import { hrefs } from "../ui/hrefs.ts";
import { MergeForm } from "../ui/merge-form.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page, Section } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { PathGraphView } from "../ui/path-graph.tsx";
import { PersonAccess } from "../ui/person-access.tsx";
import { PersonAccounts } from "../ui/person-accounts.tsx";
import { PersonFacts } from "../ui/person-facts.tsx";
import { PrivilegeCounts } from "../ui/privilege-counts.tsx";
import { ReachTable } from "../ui/reach-table.tsx";
import { TIMELINE_LENGTH, Timeline } from "../ui/timeline.tsx";
import { plural } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

/** Rows of access on one page: enough that most people fit, and their resources stay together. */
const ROWS = 100;

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: PageParams.extend(DecisionNoticeParams.shape).extend(PathGraphParams.shape),
  handler: async ({ read, params: { id = "" }, query: { cursor, decided, kind, open, mark }, session }) => {
    const found = await read(async (tx) => {
      const person = await findPerson(tx, id);
      if (person === null) throw notFound(`There is no person ${JSON.stringify(id)}.`);
      return {
        person,
        directory: await findDirectoryEntry(tx, person.id),
        findings: await listFindingsOf(tx, [person.id, ...person.accounts.map((account) => account.id)]),
        paths: await findPersonPaths(tx, person, open),
        access: await listEffectiveAccess(tx, { filters: { person: person.id }, limit: ROWS, cursor }),
      };
    });
    return {
      ...found,
      changes: await listChanges(read, { filters: { person: found.person.id }, limit: TIMELINE_LENGTH }),
      view: { open, mark: mark ?? null },
      cursor,
      mayDecide: PAGE_ROLES.decide.includes(session.role),
      notice: { decided, kind },
      now: new Date().toISOString(),
    };
  },
});

export const meta: MetaFunction<typeof loader> = ({ data, error }) => pageTitle(data?.person.name ?? "Person", error);

export default function PersonPage() {
  const { person, directory, findings, paths, view, access, changes, cursor, mayDecide, notice, now } =
    useLoaderData<typeof loader>();
  return (
    <Page
      title={person.name}
      now={now}
      lead={person.email ?? "No e-mail address is known"}
      actions={
        <Link to={hrefs.compare(person.id)} className="button">
          Compare with somebody
        </Link>
      }
    >
      <DecisionNotice notice={notice} />
      <PersonFacts person={person} directory={directory} />
      {findings.length === 0 ? null : (
        <Section title="Findings" note={plural(findings.length, "finding", "findings")}>
          <FindingList label={`Findings about ${person.name}`} findings={findings} />
        </Section>
      )}
      {person.access.total === 0 ? null : (
        <>
          <Section title="What they reach" note="resources by type and privilege">
            <ReachTable person={person} reached={paths.reached} />
          </Section>
          <Section
            title="Paths"
            note={paths.isCut ? "those of the highest privilege; the list below has all" : undefined}
          >
            <PathGraphView
              name={`Paths of ${person.name}`}
              graph={paths.graph}
              view={{ path: hrefs.person(person.id), query: {}, ...view }}
            />
          </Section>
        </>
      )}
      <Section title="Accounts" note={plural(person.accounts.length, "account", "accounts")}>
        <PersonAccounts person={person} accounts={person.accounts} mayDecide={mayDecide} />
        {mayDecide ? <MergeForm person={person} /> : null}
      </Section>
      {person.emails.length === 0 ? null : (
        <Section title="E-mail addresses">
          <ul className="flex flex-wrap gap-1.5">
            {person.emails.map((email) => (
              <li key={email} className="code">
                {email}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Access" note={plural(person.access.total, "path", "paths")}>
        {person.access.total === 0 ? (
          <EmptyState title={`${person.name} reaches nothing`}>
            <p>None of these accounts holds a role on a resource that was read, directly or through a group.</p>
          </EmptyState>
        ) : (
          <>
            <PrivilegeCounts
              counts={person.access.byPrivilege}
              hrefOf={(privilege) => hrefs.access({ person: person.id, privilege })}
            />
            <PersonAccess person={person} rows={access.data} />
          </>
        )}
        <Pager
          path={hrefs.person(person.id)}
          query={{}}
          cursor={cursor}
          nextCursor={access.nextCursor}
          shown={access.data.length}
        />
      </Section>
      <Timeline about="person" query={{ person: person.id }} changes={changes} />
    </Page>
  );
}
