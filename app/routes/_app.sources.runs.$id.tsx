import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { notFound } from "../http/errors.ts";
import { pageLoader } from "../http/route.server.ts";
import { isUuid, SyncFilesParams } from "../model/filters.ts";
import { findSyncRun, listSyncFiles } from "../queries/sync-runs.server.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Facts } from "../ui/facts.tsx";
import { hrefs, withQuery } from "../ui/hrefs.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page, Section } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { RunOutcomeTag } from "../ui/run-table.tsx";
import { SyncFileTable } from "../ui/sync-file-table.tsx";
import { Time } from "../ui/time.tsx";
import { countWords } from "../ui/words.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.read,
  query: SyncFilesParams,
  handler: async ({ read, params: { id = "" }, query: { show, ...page } }) => {
    const run = isUuid(id) ? await read((tx) => findSyncRun(tx, id)) : null;
    if (run === null) throw notFound(`There is no run ${JSON.stringify(id)}.`);
    const faulty = await read((tx) => listSyncFiles(tx, { ...page, run: id, faulty: true }));
    // What was not taken is what people come for; with nothing of it they see everything.
    const shown = show ?? (faulty.data.length > 0 ? "faulty" : "all");
    return {
      run,
      shown,
      files: shown === "faulty" ? faulty : await read((tx) => listSyncFiles(tx, { ...page, run: id, faulty: false })),
      cursor: page.cursor,
      now: new Date().toISOString(),
    };
  },
});

export const meta: MetaFunction<typeof loader> = ({ data, error }) =>
  pageTitle(data === undefined ? "Run" : `Run of ${data.run.bundle}`, error);

export default function RunPage() {
  const { run, shown, files, cursor, now } = useLoaderData<typeof loader>();
  const path = hrefs.run(run.id);
  return (
    <Page
      title={run.bundle}
      now={now}
      lead={
        <span className="flex flex-wrap items-center gap-2">
          <RunOutcomeTag outcome={run.outcome} />
          <span>
            started <Time iso={run.startedAt} />
          </span>
        </span>
      }
      actions={
        <>
          <Link to={withQuery("/changes", { run: run.id })} className="button">
            What access changed
          </Link>
          <Link to="/sources" className="button">
            All sources
          </Link>
        </>
      }
    >
      <Facts
        facts={[
          { name: "Ended", value: run.finishedAt === null ? null : <Time iso={run.finishedAt} /> },
          { name: "Exported", value: run.collectedAt === null ? null : <Time iso={run.collectedAt} /> },
          { name: "Rows added", value: countWords(run.added) },
          { name: "Rows updated", value: countWords(run.updated) },
          { name: "Rows closed", value: countWords(run.closed) },
          { name: "Records rejected", value: countWords(run.rejected) },
        ]}
      />
      <Section
        title={shown === "faulty" ? "Files that were not taken as a whole" : "Files"}
        note={
          shown === "faulty" ? (
            <Link to={withQuery(path, { show: "all" })} className="link">
              All {countWords(run.files)} files
            </Link>
          ) : (
            <Link to={withQuery(path, { show: "faulty" })} className="link">
              Only those with something rejected
            </Link>
          )
        }
      >
        {files.data.length === 0 ? (
          <EmptyState title={shown === "faulty" ? "Every file was taken as a whole" : "No file was read"}>
            <p>
              {shown === "faulty"
                ? "No record was rejected."
                : "Every scope was stopped before it was committed, or the run still goes on. The audit log says which."}
            </p>
          </EmptyState>
        ) : (
          <SyncFileTable files={files.data} />
        )}
        <Pager
          path={path}
          query={{ show: shown }}
          cursor={cursor}
          nextCursor={files.nextCursor}
          shown={files.data.length}
        />
      </Section>
    </Page>
  );
}
