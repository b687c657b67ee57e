import type { UploadDifference } from "../model/uploads.ts";
import type { IngestResult } from "./ingest.server.ts";

/** What one page shows, and one row of the database keeps. */
const MOST_FAULTS = 200;
const MOST_ERRORS = 10;
const MOST_IGNORED = 200;

/** @returns a dry run's result without the files that are in order, of which there may be tens of thousands */
export function describeDifference(
  result: Pick<IngestResult, "files" | "scopes" | "differences" | "stopped" | "ignored">,
): UploadDifference {
  const kindsOf = new Map(result.differences.map(({ scope, kinds }) => [scope, kinds]));
  const refusals = new Map(result.stopped.map(({ scope, reason }) => [scope, reason]));
  const faults = result.files.filter(({ errors, rejected }) => errors.length + rejected > 0);
  return {
    scopes: result.scopes.map(({ scope, complete, reason }) => ({
      scope,
      complete,
      reason,
      refusal: refusals.get(scope) ?? null,
      kinds: kindsOf.get(scope) ?? [],
    })),
    files: result.files.length,
    faults: faults
      .slice(0, MOST_FAULTS)
      .map(({ path, read, rejected, errors }) => ({ path, read, rejected, errors: errors.slice(0, MOST_ERRORS) })),
    faultCount: faults.length,
    ignored: result.ignored.slice(0, MOST_IGNORED).map(({ path, reason }) => ({ path, reason })),
    ignoredCount: result.ignored.length,
  };
}
