import { BundleError } from "../connectors/bundle/bundle-error.ts";
import { FileContentError } from "../connectors/bundle/file-content-error.ts";
import type { Bundle } from "../connectors/bundle/open-bundle.server.ts";
import { readRecords } from "../connectors/bundle/read-records.server.ts";
import type { Database, TenantTransaction } from "../db/database.server.ts";
import type { SourceFile } from "../model/source.ts";
import { type Applied, applyStage } from "../store/apply-stage.server.ts";
import { createStage, type Stage } from "../store/stage.server.ts";
import type { FileReport } from "../store/sync-runs.server.ts";
import { recordScope } from "./record-scope.server.ts";
import { kindOfScope, tablesOfScope } from "./scope-tables.ts";
import { tracePhase, traceScope } from "./trace-ingest.ts";

export type ScopeRequest = {
  tenantId: string;
  actor: string;
  runId: string;
  scope: string;
  files: { path: string; file: SourceFile }[];
  collectedAt: string | null;
  /** Why the scope cannot be complete whatever its files hold (the manifest does not list it), or null. */
  incompleteBecause: string | null;
  allowMassRemoval: boolean;
  dryRun: boolean;
  onProgress: (message: string) => void;
};

export type ScopeResult = {
  scope: string;
  complete: boolean;
  reason: string | null;
  files: FileReport[];
  fileRejected: boolean;
  applied: Applied;
};

/** Thrown to end a dry run: the transaction is rolled back and the result is kept. */
class DryRun extends Error {
  override name = "DryRun";
  readonly result: ScopeResult;
  constructor(result: ScopeResult) {
    super("dry run");
    this.result = result;
  }
}

// What one file reports at most; a file of a million bad records must not fill memory.
const MAX_ERRORS = 100;
const PROGRESS_EVERY_MS = 1_000;

/**
 * Reads every file of one scope and applies it in one transaction: readers see the old state or the new one.
 * A file that cannot be read as a whole is rejected as a whole; the scope is then incomplete and closes nothing.
 */
export async function ingestScope(database: Database, bundle: Bundle, request: ScopeRequest): Promise<ScopeResult> {
  return traceScope(kindOfScope(request.scope), async () => {
    try {
      return await database.write({ tenantId: request.tenantId, role: "ingest" }, async (transaction) => {
        const result = await applyScope(transaction, bundle, request);
        if (request.dryRun) throw new DryRun(result);
        await recordScope(transaction, request, result);
        return result;
      });
    } catch (error) {
      if (error instanceof DryRun) return error.result;
      throw error;
    }
  });
}

async function applyScope({ client }: TenantTransaction, bundle: Bundle, request: ScopeRequest): Promise<ScopeResult> {
  const stage = await createStage(client, request.scope);
  const { reports, reason, fileRejected } = await tracePhase("reading", () => readFiles(bundle, stage, request));
  request.onProgress(`${request.scope}: writing`);
  const applied = await tracePhase("writing", () =>
    applyStage(client, {
      tenantId: request.tenantId,
      scope: request.scope,
      syncRunId: request.runId,
      actor: request.actor,
      tables: tablesOfScope(request.scope),
      complete: reason === null,
      allowMassRemoval: request.allowMassRemoval,
      noteMassRemoval: request.dryRun,
    }),
  );
  for (const [index, report] of reports.entries()) {
    report.stored = applied.storedByFile.get(index) ?? 0;
    report.unchanged = report.read - report.rejected - report.stored;
  }
  return { scope: request.scope, complete: reason === null, reason, files: reports, fileRejected, applied };
}

async function readFiles(bundle: Bundle, stage: Stage, request: ScopeRequest) {
  const reports: FileReport[] = [];
  let reason = request.incompleteBecause;
  let fileRejected = false;
  for (const [index, { path, file }] of request.files.entries()) {
    const outcome = await readFile(bundle, path, file, index, stage, request);
    reports.push(outcome.report);
    fileRejected ||= outcome.rejectedWhole;
    reason ??= outcome.incompleteBecause;
  }
  await stage.finish();
  return { reports, reason, fileRejected };
}

async function readFile(
  bundle: Bundle,
  path: string,
  file: SourceFile,
  index: number,
  stage: Stage,
  request: ScopeRequest,
): Promise<{ report: FileReport; rejectedWhole: boolean; incompleteBecause: string | null }> {
  const report: FileReport = { path, read: 0, stored: 0, unchanged: 0, rejected: 0, errors: [] };
  let shown = performance.now();
  try {
    for (const row of file.fileRows) await stage.add({ file: index, record: null }, row);
    const outcome = await readRecords(await bundle.open(path), file, async (record) => {
      const number = report.read;
      report.read += 1;
      const normalised = file.normalise(record.value, record.listKey);
      if ("reject" in normalised) {
        report.rejected += 1;
        if (report.errors.length < MAX_ERRORS) {
          report.errors.push({
            line: record.line,
            column: record.column,
            record: number,
            reason: normalised.reject,
          });
        }
      } else {
        for (const row of normalised.rows) await stage.add({ file: index, record: number }, row);
      }
      if (performance.now() - shown > PROGRESS_EVERY_MS) {
        shown = performance.now();
        request.onProgress(`${path}: ${report.read} records read`);
      }
    });
    const incomplete = report.rejected > 0 ? `${path}: ${report.rejected} records rejected` : null;
    return {
      report,
      rejectedWhole: false,
      incompleteBecause: incomplete ?? (outcome.continued ? `${path}: ${outcome.reason}` : null),
    };
  } catch (error) {
    const fault = describeFault(error);
    if (fault === null) throw error;
    await stage.discardFile(index);
    report.rejected = report.read;
    report.errors.push({ ...fault, record: null });
    return { report, rejectedWhole: true, incompleteBecause: `${path}: not read (${(error as Error).message})` };
  }
}

/** A fault inside a JSON or CSV file has a place; one of the file itself (a broken member of an archive) has none. */
function describeFault(error: unknown): Omit<FileReport["errors"][number], "record"> | null {
  if (error instanceof FileContentError) return { line: error.line, column: error.column, reason: error.reason };
  return error instanceof BundleError ? { line: null, column: null, reason: error.message } : null;
}
