import { randomUUID } from "node:crypto";
import { refreshAccess } from "../access/refresh.server.ts";
import { awsConnector } from "../connectors/aws/files.ts";
import { MANIFEST_PATH, type Manifest, parseManifest } from "../connectors/bundle/manifest.ts";
import { type Bundle, withBundle } from "../connectors/bundle/open-bundle.server.ts";
import { listScopes, scopeOfFolder } from "../connectors/bundle/scopes.ts";
import { gcpConnector } from "../connectors/gcp/files.ts";
import { githubConnector } from "../connectors/github/files.ts";
import { googleWorkspaceConnector } from "../connectors/google-workspace/files.ts";
import type { Database } from "../db/database.server.ts";
import { type Evaluation, evaluateFindings } from "../findings/evaluate.server.ts";
import type { SourceFile } from "../model/source.ts";
import { type KindChange, MassRemovalError } from "../store/apply-stage.server.ts";
import { appendAuditEntry } from "../store/audit-log.server.ts";
import { type FileReport, finishSyncRun, insertSyncRun } from "../store/sync-runs.server.ts";
import { ingestScope, type ScopeResult } from "./ingest-scope.server.ts";
import { recordScopeEnd } from "./record-scope.server.ts";
import { refreshDerived } from "./refresh-derived.server.ts";
import { withTenantLock } from "./tenant-lock.server.ts";
import { traceBeginning, traceIngest, tracePhase } from "./trace-ingest.ts";

const CONNECTORS = [awsConnector, gcpConnector, googleWorkspaceConnector, githubConnector];

export type IngestRequest = {
  bundle: string;
  tenantId: string;
  actor: string;
  /** What the run is called, where the name of the file or folder says nothing. */
  name?: string;
  dryRun?: boolean;
  allowMassRemoval?: boolean;
  onProgress?: (message: string) => void;
};

/** What `ingest --json` prints (docs/bundle.md), and beside it what decides the exit code. */
export type IngestResult = {
  /** Null of a dry run, which leaves no trace. */
  runId: string | null;
  files: FileReport[];
  scopes: { scope: string; complete: boolean; reason: string | null }[];
  /** By scope and table; of a scope that the brake on mass removal stops, in a dry run what it would change without it. */
  differences: { scope: string; kinds: KindChange[] }[];
  changes: { added: number; updated: number; closed: number };
  ignored: { path: string; reason: string }[];
  fileRejected: boolean;
  stopped: { scope: string; reason: string }[];
  access: { rows: number; durationMs: number } | null;
  /** Null of a dry run. */
  findings: Evaluation | null;
};

type ScopeFiles = Map<string, { path: string; file: SourceFile }[]>;

/**
 * The whole write pipe: a transaction a scope, then who is who, then effective access.
 * @throws BundleError when there is nothing to read; database errors as they come, with every committed scope kept
 */
export async function ingest(database: Database, request: IngestRequest): Promise<IngestResult> {
  const report = request.onProgress ?? (() => {});
  return traceIngest(() =>
    traceBeginning("opening", (opened) =>
      withBundle(request.bundle, async (bundle) => {
        opened();
        return withTenantLock(database, request.tenantId, report, () =>
          ingestBundle(database, bundle, request, report),
        );
      }),
    ),
  );
}

async function ingestBundle(
  database: Database,
  bundle: Bundle,
  request: IngestRequest,
  report: (message: string) => void,
): Promise<IngestResult> {
  const runId = randomUUID();
  const result: IngestResult = {
    runId: request.dryRun ? null : runId,
    files: [],
    scopes: [],
    differences: [],
    changes: { added: 0, updated: 0, closed: 0 },
    ignored: [...bundle.ignored],
    fileRejected: false,
    stopped: [],
    access: null,
    findings: null,
  };
  const { manifest, fault } = await readManifest(bundle);
  if (fault) {
    result.files.push(fault);
    result.fileRejected = true;
  }
  const scopes = listScopeFiles(bundle, result.ignored);
  const scope = { tenantId: request.tenantId, role: "ingest" as const };
  if (!request.dryRun) {
    await database.write(scope, async (transaction) => {
      await insertSyncRun(transaction, {
        id: runId,
        bundle: request.name ?? bundle.name,
        collectedAt: manifest?.collectedAt ?? null,
      });
      await appendAuditEntry(transaction, {
        actor: request.actor,
        action: "ingest.started",
        target: request.name ?? bundle.name,
        detail: { runId, scopes: [...scopes.keys()] },
      });
    });
  }
  try {
    for (const [name, files] of scopes) {
      let changed = 0;
      report(`${name}: reading ${files.length} ${files.length === 1 ? "file" : "files"}`);
      try {
        const done = await ingestScope(database, bundle, {
          tenantId: request.tenantId,
          actor: request.actor,
          runId,
          scope: name,
          files,
          collectedAt: manifest?.collectedAt ?? null,
          incompleteBecause: narrowedBy(name, manifest, fault) ?? lostIn(name, bundle.ignored),
          allowMassRemoval: request.allowMassRemoval ?? false,
          dryRun: request.dryRun ?? false,
          onProgress: report,
        });
        addScope(result, done);
        changed = done.applied.added + done.applied.updated + done.applied.closed;
      } catch (error) {
        const end = error instanceof MassRemovalError ? "stopped" : "failed";
        if (!request.dryRun) await recordScopeEnd(database, request.tenantId, { scope: name, end });
        if (!(error instanceof MassRemovalError)) throw error;
        result.stopped.push({ scope: name, reason: error.message });
        result.scopes.push({ scope: name, complete: false, reason: error.message });
      }
      // Whoever reads need not wait until the whole bundle is read.
      if (!request.dryRun && changed > 0) {
        result.access = (await refreshAccess(database, scope, { runId, reach: "rows" })) ?? result.access;
      }
      // Descriptions of tens of thousands of files are tens of megabytes, and nobody needs them any more.
      files.length = 0;
    }
    if (request.dryRun) return result;
    const { added, updated, closed } = result.changes;
    const access = await refreshDerived(
      database,
      { tenantId: request.tenantId, runId, actor: request.actor, changed: added + updated + closed },
      report,
    );
    result.access = access ?? result.access;
    report("evaluating the rules");
    result.findings = await tracePhase("findings", () => evaluateFindings(database, request.tenantId));
  } catch (error) {
    await recordEnd(database, request, runId, "failed", result).catch(() => {});
    throw error;
  }
  const partial = result.fileRejected || result.stopped.length > 0 || result.files.some((file) => file.rejected > 0);
  await recordEnd(database, request, runId, partial ? "partial" : "succeeded", result);
  return result;
}

async function recordEnd(
  database: Database,
  request: IngestRequest,
  runId: string,
  outcome: "succeeded" | "partial" | "failed",
  result: IngestResult,
): Promise<void> {
  await database.write({ tenantId: request.tenantId, role: "ingest" }, async (transaction) => {
    await finishSyncRun(transaction, { id: runId, outcome, changes: result.changes });
    await appendAuditEntry(transaction, {
      actor: request.actor,
      action: `ingest.${outcome}`,
      target: runId,
      detail: { ...result.changes, stopped: result.stopped.map((stop) => stop.scope) },
    });
  });
}

async function readManifest(bundle: Bundle): Promise<{ manifest: Manifest | null; fault: FileReport | null }> {
  if (!bundle.paths.includes(MANIFEST_PATH)) return { manifest: null, fault: null };
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of await bundle.open(MANIFEST_PATH)) chunks.push(chunk as Buffer);
    return { manifest: parseManifest(Buffer.concat(chunks).toString("utf8")), fault: null };
  } catch (error) {
    const errors = [{ line: null, column: null, record: null, reason: (error as Error).message }];
    return {
      manifest: null,
      fault: { path: MANIFEST_PATH, read: 0, stored: 0, unchanged: 0, rejected: 0, errors },
    };
  }
}

function narrowedBy(scope: string, manifest: Manifest | null, fault: FileReport | null): string | null {
  if (fault) return "manifest.json cannot be read, so nothing is known to be complete";
  if (manifest && !manifest.complete.includes(scope)) return "manifest.json does not list it as complete";
  return null;
}

/** What lies in the scope's folder and could not be taken: it might hold records, so the scope is not complete. */
function lostIn(scope: string, ignored: Bundle["ignored"]): string | null {
  const lost = ignored.find((entry) => entry.isLost && scopeOfFolder(entry.path) === scope);
  return lost === undefined ? null : `${lost.path}: ignored, ${lost.reason}`;
}

function listScopeFiles(bundle: Bundle, ignored: IngestResult["ignored"]): ScopeFiles {
  const scopes: ScopeFiles = new Map(listScopes(bundle.directories).map((scope) => [scope, []]));
  for (const path of bundle.paths) {
    if (path === MANIFEST_PATH) continue;
    const file = CONNECTORS.map((connector) => connector.describeFile(path)).find((described) => described !== null);
    const scope = file ? (scopeOfFolder(path) ?? file.scope) : null;
    const files = scope === null ? undefined : scopes.get(scope);
    if (file && files) files.push({ path, file });
    else ignored.push({ path, reason: "no file of the bundle layout" });
  }
  for (const files of scopes.values()) files.sort((left, right) => left.file.rank - right.file.rank);
  return scopes;
}

function addScope(result: IngestResult, done: ScopeResult): void {
  const { scope, applied } = done;
  result.differences.push({ scope, kinds: applied.kinds });
  if (applied.massRemoval !== null) {
    result.stopped.push({ scope, reason: applied.massRemoval });
    result.scopes.push({ scope, complete: false, reason: applied.massRemoval });
    return;
  }
  result.files.push(...done.files);
  result.scopes.push({ scope, complete: done.complete, reason: done.reason });
  result.changes.added += done.applied.added;
  result.changes.updated += done.applied.updated;
  result.changes.closed += done.applied.closed;
  result.fileRejected ||= done.fileRejected;
}
