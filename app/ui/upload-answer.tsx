import { Form, Link, useNavigation } from "@remix-run/react";
import { Button } from "react-aria-components";
import type { Upload, UploadDifference } from "../model/uploads.ts";
import { DifferenceTable } from "./difference-table.tsx";
import { EmptyState } from "./empty-state.tsx";
import { FileErrors } from "./file-faults.tsx";
import { hrefs } from "./hrefs.ts";
import { Section } from "./page.tsx";
import { RefreshWhile } from "./refresh-while.tsx";
import { countWords, plural } from "./words.ts";

/** What is known of an upload: how far it is, what it would change, or what became of it. */
export function UploadAnswer({ upload, isHeld }: { upload: Upload; isHeld: boolean }) {
  const { state, stalled, difference } = upload;
  if (stalled) {
    return (
      <EmptyState title="The server that worked on it has gone">
        <p>
          Scopes that were applied before are kept; the others are as they were. Look at the last runs, and send the
          bundle again.
        </p>
      </EmptyState>
    );
  }
  if (state === "comparing" || state === "applying") {
    return (
      <div role="status" className="panel flex flex-col gap-1 p-3">
        <p className="text-data font-medium">
          {state === "comparing" ? "Comparing with what is stored; nothing changes" : "Applying, a scope at a time"}
        </p>
        <p className="text-xs text-ink-soft wrap-anywhere">{upload.progress === "" ? "starting" : upload.progress}</p>
        <progress aria-label="Working" className="h-2 w-full accent-accent" />
        <RefreshWhile />
      </div>
    );
  }
  if (state === "failed") {
    return (
      <EmptyState title="The bundle was not read">
        <p className="wrap-anywhere">{upload.failure}</p>
      </EmptyState>
    );
  }
  if (state === "discarded") {
    return (
      <EmptyState title="Discarded">
        <p>Nothing of it was applied.</p>
      </EmptyState>
    );
  }
  return (
    <>
      {state === "applied" ? (
        <div role="status" className="rounded-lg border border-line bg-good-soft px-3 py-2 text-data text-good">
          Applied.{" "}
          {upload.runId === null ? null : (
            <Link to={hrefs.run(upload.runId)} className="link">
              What each file held
            </Link>
          )}
        </div>
      ) : null}
      {difference === null ? null : (
        <>
          {state === "compared" ? <ApplyForm difference={difference} isHeld={isHeld} /> : null}
          <Difference difference={difference} isDone={state === "applied"} />
        </>
      )}
    </>
  );
}

type Counted = "added" | "updated" | "closed";

function sumOf({ scopes }: UploadDifference, of: Counted, refused: boolean): number {
  return scopes
    .filter((scope) => refused || scope.refusal === null)
    .reduce((total, { kinds }) => total + kinds.reduce((sum, kind) => sum + kind[of], 0), 0);
}

function changeWords(difference: UploadDifference, refused: boolean): string {
  const count = (of: Counted) => countWords(sumOf(difference, of, refused));
  return `${count("added")} created, ${count("updated")} updated, ${count("closed")} removed`;
}

function ApplyForm({ difference, isHeld }: { difference: UploadDifference; isHeld: boolean }) {
  const busy = useNavigation().state !== "idle";
  const refused = difference.scopes.filter(({ refusal }) => refusal !== null);
  if (!isHeld) {
    return (
      <EmptyState title="This server does not hold the bundle any more">
        <p>Bundles are kept for a day, by the server that took them. Send it again to apply it.</p>
      </EmptyState>
    );
  }
  return (
    <div className="panel flex flex-col gap-3 p-3">
      <p className="text-data">
        Applying it means: <strong>{changeWords(difference, false)}</strong>. What is removed is closed and stays in the
        history.
      </p>
      <div className="flex flex-wrap items-end gap-3">
        <Form method="post" className="flex flex-col gap-3">
          <input type="hidden" name="kind" value="apply" />
          {refused.length === 0 ? null : (
            <label className="flex items-start gap-2 text-data">
              <input type="checkbox" name="allowMassRemoval" value="yes" className="mt-0.5 size-4 accent-accent" />
              <span>
                Also apply {refused.map(({ scope }) => scope).join(", ")}, where so much is missing that the scope is
                stopped. Then: {changeWords(difference, true)}.
              </span>
            </label>
          )}
          <Button type="submit" isDisabled={busy} className="button sm:w-fit" data-tone="primary">
            Apply
          </Button>
        </Form>
        <Form method="post">
          <input type="hidden" name="kind" value="discard" />
          <Button type="submit" isDisabled={busy} className="button">
            Discard
          </Button>
        </Form>
      </div>
    </div>
  );
}

function Difference({ difference, isDone }: { difference: UploadDifference; isDone: boolean }) {
  const { scopes, faults, faultCount, ignored, ignoredCount } = difference;
  return (
    <>
      {faultCount === 0 ? null : (
        <Section
          title="Not taken"
          note={faults.length < faultCount ? `the first ${faults.length} of ${countWords(faultCount)} files` : null}
        >
          <ul className="panel divide-y divide-line" aria-label="Files with something that is not taken">
            {faults.map(({ path, read, rejected, errors }) => (
              <li key={path} className="grid gap-x-6 gap-y-1 px-3 py-2 lg:grid-cols-2">
                <p className="text-data wrap-anywhere">
                  {path}{" "}
                  <span className="text-xs text-ink-mute">
                    {rejected} of {plural(read, "record", "records")} rejected
                  </span>
                </p>
                <FileErrors errors={errors} more={Math.max(0, rejected - errors.length)} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section
        title={isDone ? "What was to change" : "What would change"}
        note={plural(difference.files, "file", "files")}
      >
        {scopes.length === 0 ? (
          <EmptyState title="Nothing of the bundle belongs to a source">
            <p>See what was ignored below, and docs/bundle.md for the layout.</p>
          </EmptyState>
        ) : (
          <div className="grid gap-4 xl:grid-cols-2">
            {scopes.map((scope) => (
              <DifferenceTable key={scope.scope} difference={scope} />
            ))}
          </div>
        )}
      </Section>
      {ignoredCount === 0 ? null : (
        <details className="text-data">
          <summary className="w-fit rounded text-xs text-accent">
            {plural(ignoredCount, "entry was ignored", "entries were ignored")}
          </summary>
          <ul className="mt-1 space-y-0.5 text-xs text-ink-soft">
            {ignored.map(({ path, reason }) => (
              <li key={path} className="wrap-anywhere">
                <code className="code">{path}</code> {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
