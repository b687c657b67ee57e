import type { MetaFunction } from "@remix-run/react";
import { useLoaderData } from "@remix-run/react";
import { CATALOGUE, findQuestion } from "../ask/catalogue/index.ts";
import type { SourceName } from "../ask/question.ts";
import { pageLoader } from "../http/route.server.ts";
import { SourcesParams } from "../model/filters.ts";
import { listOpenUploads } from "../queries/bundle-uploads.server.ts";
import { listMissingExports } from "../queries/missing-exports.server.ts";
import { listScopeFreshness } from "../queries/scopes.server.ts";
import { listSyncRuns } from "../queries/sync-runs.server.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { MissingExports } from "../ui/missing-exports.tsx";
import { MissingSources } from "../ui/missing-sources.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { OpenUploads } from "../ui/open-uploads.tsx";
import { Page, Section } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { RunTable } from "../ui/run-table.tsx";
import { ScopeTable } from "../ui/scope-table.tsx";
import { UploadForms } from "../ui/upload-form.tsx";
import { plural, UPLOAD_REFUSAL_WORDS } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

const SOURCES: readonly SourceName[] = ["google-workspace", "aws", "gcp", "github"];

/** Runs of one page; most people look at the last one. */
const RUNS = 20;

/** Questions of the catalogue that need a source of which nothing was read. */
function missingSources(scopes: readonly { scope: string }[]) {
  const read = new Set(scopes.map(({ scope }) => scope.split("/")[0]));
  return SOURCES.filter((source) => !read.has(source)).map((source) => ({
    source,
    questions: CATALOGUE.flatMap((question) =>
      question.kind === "answerable" && question.sources.includes(source) ? [wordsOf(question.canonical)] : [],
    ),
  }));
}

const wordsOf = (canonical: string) => canonical.replaceAll(/\{\w+\}/g, "…");

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: SourcesParams,
  handler: async ({ read, session, context: { uploads }, query: { cursor, refused } }) => {
    const mayUpload = PAGE_ROLES.decide.includes(session.role);
    const scopes = await read(listScopeFreshness);
    const missing = await read(listMissingExports);
    return {
      scopes,
      missingSources: scopes.length === 0 ? [] : missingSources(scopes),
      missing: missing.map(({ id, path, without, question, scopes: lacking }) => {
        const asked = question === null ? null : findQuestion(question);
        return { id, path, without, scopes: lacking, question: asked === null ? null : wordsOf(asked.canonical) };
      }),
      runs: await read((tx) => listSyncRuns(tx, { limit: RUNS, cursor })),
      cursor,
      upload: mayUpload ? { mostBytes: uploads.mostBytes, open: await read(listOpenUploads) } : null,
      refused: refused ?? null,
      now: new Date().toISOString(),
    };
  },
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Sources", error);

export default function SourcesPage() {
  const {
    scopes,
    missingSources: absent,
    missing,
    runs,
    cursor,
    upload,
    refused,
    now,
  } = useLoaderData<typeof loader>();
  const incomplete = scopes.filter(({ complete }) => !complete).length;
  return (
    <Page title="Sources" now={now} lead="What was read from which system, how fresh it is, and what is missing.">
      {upload === null ? null : (
        <Section title="Bring in an export">
          <UploadForms mostBytes={upload.mostBytes} refused={refused === null ? null : UPLOAD_REFUSAL_WORDS[refused]} />
          {upload.open.length === 0 ? null : <OpenUploads uploads={upload.open} />}
        </Section>
      )}
      <Section
        title="Freshness"
        note={
          scopes.length === 0
            ? null
            : incomplete === 0
              ? `${plural(scopes.length, "scope", "scopes")}, all complete`
              : `${incomplete} of ${plural(scopes.length, "scope", "scopes")} incomplete`
        }
      >
        {scopes.length === 0 ? (
          <EmptyState title="Nothing has been read yet">
            <p>
              {upload === null
                ? "An analyst or an administrator can send an export bundle here."
                : "Send an export bundle above, or use the command line:"}{" "}
              <code className="code">npm run -s alxderia -- ingest &lt;bundle&gt;</code>
            </p>
          </EmptyState>
        ) : (
          <ScopeTable scopes={scopes} />
        )}
      </Section>
      {absent.length + missing.length === 0 ? null : (
        <Section title="What is missing, and for which question">
          {absent.length === 0 ? null : <MissingSources missing={absent} />}
          {missing.length === 0 ? null : <MissingExports missing={missing} />}
        </Section>
      )}
      {runs.data.length === 0 ? null : (
        <Section title="Last runs" note="open one to see what each file held">
          <RunTable runs={runs.data} />
          <Pager path="/sources" query={{}} cursor={cursor} nextCursor={runs.nextCursor} shown={runs.data.length} />
        </Section>
      )}
    </Page>
  );
}
