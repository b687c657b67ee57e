import { redirect } from "@remix-run/node";
import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { acceptFinding, reopenFinding } from "../findings/decide.server.ts";
import { findFinding } from "../findings/find-finding.server.ts";
import { HttpError, notFound } from "../http/errors.ts";
import { pageAction, pageLoader } from "../http/route.server.ts";
import { Acceptance } from "../model/acceptance.ts";
import { isUuid, NoParams } from "../model/filters.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { EvidenceTable } from "../ui/evidence-table.tsx";
import { Facts } from "../ui/facts.tsx";
import { FindingDecision } from "../ui/finding-decision.tsx";
import { FindingHistory } from "../ui/finding-history.tsx";
import { FindingStateTags, SeverityTag } from "../ui/finding-marks.tsx";
import { hrefs, withQuery } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page, Section } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Time } from "../ui/time.tsx";
import { countWords, FINDING_SUBJECT_WORDS } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: NoParams,
  handler: async ({ read, session, params: { id = "" } }) => {
    const finding = isUuid(id) ? await read((tx) => findFinding(tx, id)) : null;
    if (finding === null) throw notFound(`There is no finding ${JSON.stringify(id)}.`);
    return { finding, mayDecide: PAGE_ROLES.decide.includes(session.role), now: new Date().toISOString() };
  },
});

const Decision = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("accept"), ...Acceptance.shape }),
  z.strictObject({ kind: z.literal("reopen") }),
]);

export const action = pageAction({
  allow: PAGE_ROLES.decide,
  role: "ingest",
  query: NoParams,
  form: Decision,
  handler: async ({ form, write, session: { user: actor }, params: { id = "" } }) => {
    const done =
      isUuid(id) &&
      (await write((tx) =>
        form.kind === "accept" ? acceptFinding(tx, { ...form, id, actor }) : reopenFinding(tx, { id, actor }),
      ));
    if (!done) throw new HttpError("conflict", "The finding is not in that state any more. Load the page again.");
    return redirect(hrefs.finding(id));
  },
});

export const meta: MetaFunction<typeof loader> = ({ data, error }) =>
  pageTitle(data === undefined ? "Finding" : `${data.finding.subject.label} · ${data.finding.rule.name}`, error);

export default function FindingPage() {
  const { finding, mayDecide, now } = useLoaderData<typeof loader>();
  const { explained, subject, evidence, evidenceCount } = finding;
  return (
    <Page
      title={subject.label}
      now={now}
      lead={
        <span className="flex flex-wrap items-center gap-2">
          <SeverityTag severity={finding.severity} />
          <FindingStateTags finding={finding} />
          <Link to={withQuery("/findings", { rule: finding.rule.id })} className="link">
            {explained.name}
          </Link>
        </span>
      }
    >
      <Facts
        facts={[
          { name: FINDING_SUBJECT_WORDS[subject.kind], value: <SubjectLink subject={subject} /> },
          { name: "Found", value: <Time iso={finding.openedAt} /> },
          {
            name: "Resolved",
            value: finding.resolvedAt === null ? null : <Time iso={finding.resolvedAt} />,
          },
          { name: "Rests on", value: finding.sources.join(", ") },
          {
            name: "Accepted",
            value:
              finding.acceptedUntil === null
                ? null
                : `until ${finding.acceptedUntil} (UTC) by ${finding.acceptedBy}: ${finding.acceptedReason}`,
          },
          {
            name: "Not seen since",
            value:
              finding.unconfirmedSince === null ? null : (
                <>
                  <Time iso={finding.unconfirmedSince} />, but a source was incomplete
                </>
              ),
          },
        ]}
      />
      <div className="grid gap-5 lg:grid-cols-3">
        <Section title="Why it matters">
          <p className="text-data text-ink-soft">{explained.explanation}</p>
        </Section>
        <Section title="What to do">
          <ol className="list-decimal space-y-1 pl-5 text-data text-ink-soft">
            {explained.whatToDo.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </Section>
        <Section title="Controls">
          <ul className="space-y-1 text-data text-ink-soft">
            {explained.references.map(({ framework, id, title }) => (
              <li key={id + framework}>
                <span className="font-medium text-ink">
                  {framework} {id}
                </span>{" "}
                {title}
              </li>
            ))}
          </ul>
        </Section>
      </div>
      <Section
        title="Evidence"
        note={
          evidence.length < evidenceCount ? `the first ${evidence.length} of ${countWords(evidenceCount)} rows` : null
        }
      >
        {evidence.length === 0 || finding.columns.length === 0 ? (
          <EmptyState title="No rows are kept">
            <p>The rule is not part of the product any more.</p>
          </EmptyState>
        ) : (
          <EvidenceTable columns={finding.columns} rows={evidence} />
        )}
      </Section>
      {mayDecide && finding.state !== "resolved" ? (
        <Section title="Decide">
          <FindingDecision key={finding.state} finding={finding} today={now.slice(0, 10)} />
        </Section>
      ) : null}
      <Section title="History">
        <FindingHistory events={finding.events} />
      </Section>
    </Page>
  );
}

/** An account has no page of its own: it leads to its person, when one is known. */
function SubjectLink({
  subject: { kind, id, label },
}: {
  subject: { kind: string; id: string | null; label: string };
}) {
  if (id === null || kind === "grant") return label;
  const page = kind === "group" || kind === "resource" ? kind : "person";
  return (
    <Link to={hrefs[page](id)} className="link">
      {label}
    </Link>
  );
}
