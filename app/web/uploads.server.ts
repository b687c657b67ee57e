import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { INSTANCE_ID } from "../../telemetry/instance.ts";
import type { Database } from "../db/database.server.ts";
import type { Log, Uploads, UploadWork } from "../http/context.ts";
import { type Received, receiveBundle } from "../http/receive-bundle.server.ts";
import type { SecretValue } from "../model/secret-value.ts";
import { moveBundleUpload, touchBundleUpload } from "../store/bundle-uploads.server.ts";
import { describeDifference } from "../sync/describe-difference.ts";
import { ingestApart, UnreadableBundleError } from "./ingest-thread.server.ts";

/** A figure of docs/bundle.md. */
const MOST_BYTES = 2 * 1024 ** 3;
/** Disk that all of them may take: as many as this at once. */
const MOST_KEPT = 5;
const KEPT_MS = 24 * 60 * 60 * 1_000;
const TELL_EVERY_MS = 1_000;
/** Shorter than what a reader takes for the sign that nobody works any more (queries/bundle-uploads.server.ts). */
const ALIVE_EVERY_MS = 10_000;

type Kept = { received: Received; folder: string; expires: NodeJS.Timeout };

type Options = {
  database: Database;
  appUrl: string;
  password: SecretValue | null;
  log: Log;
  rerunSaved(tenantId: string, syncRunId: string): Promise<void>;
  /** Smaller in tests. */
  mostBytes?: number;
};

/** Keeps what browsers send on this process's disk, compares and applies it. `close` ends what runs and removes all. */
export function openUploads(options: Options): Uploads & { close(): Promise<void> } {
  const { database, log, mostBytes = MOST_BYTES } = options;
  const kept = new Map<string, Kept>();
  const running = new Set<Promise<void>>();
  const closing = new AbortController();
  let root: Promise<string> | null = null;
  let receiving = 0;

  const makeRoot = async () => {
    const made = await mkdtemp(path.join(tmpdir(), "alxderia-uploads-"));
    // A process that is ended in the middle runs no close.
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
    return made;
  };

  const forget = (id: string) => {
    const known = kept.get(id);
    if (known === undefined) return;
    kept.delete(id);
    clearTimeout(known.expires);
    rm(known.folder, { recursive: true, force: true }).catch((error: unknown) =>
      log.warn({ error }, "an upload could not be removed from the disk"),
    );
  };

  /** Runs one ingest and says in the database how far it is. Never throws. */
  async function work(task: UploadWork, how: { dryRun: boolean; allowMassRemoval: boolean }, { received }: Kept) {
    const { id, name, tenantId, actor } = task;
    const write = (change: (tx: Parameters<typeof moveBundleUpload>[0]) => Promise<unknown>) =>
      database.write({ tenantId, role: "ingest" }, change);
    let progress = "reading the bundle";
    const tell = () => write((tx) => touchBundleUpload(tx, id, progress)).catch(() => {});
    let told = 0;
    const alive = setInterval(tell, ALIVE_EVERY_MS);
    try {
      const password = options.password === null ? null : await options.password.read();
      const request = { bundle: received.path, name, tenantId, actor, ...how };
      const result = await ingestApart(
        { url: options.appUrl, password, request },
        (message) => {
          progress = message;
          if (performance.now() - told < TELL_EVERY_MS) return;
          told = performance.now();
          void tell();
        },
        closing.signal,
      );
      clearInterval(alive);
      if (how.dryRun) {
        await write((tx) => moveBundleUpload(tx, id, { state: "compared", difference: describeDifference(result) }));
        return;
      }
      await write((tx) => moveBundleUpload(tx, id, { state: "applied", runId: result.runId }));
      forget(id);
      if (result.runId !== null && !result.fileRejected) await options.rerunSaved(tenantId, result.runId);
    } catch (error) {
      clearInterval(alive);
      const failure = describeFailure(error, received.path, name, closing.signal.aborted);
      if (!(error instanceof UnreadableBundleError)) log.warn({ error }, "an uploaded bundle could not be worked on");
      await write((tx) => moveBundleUpload(tx, id, { state: "failed", failure })).catch(() => {});
      forget(id);
    }
  }

  const start = (task: UploadWork, how: { dryRun: boolean; allowMassRemoval: boolean }): boolean => {
    const held = kept.get(task.id);
    if (held === undefined || closing.signal.aborted) return false;
    const done = work(task, how, held).finally(() => running.delete(done));
    running.add(done);
    return true;
  };

  return {
    mostBytes,
    instance: INSTANCE_ID,
    async receive(request) {
      if (kept.size + receiving >= MOST_KEPT) return "busy";
      receiving += 1;
      root ??= makeRoot();
      const id = randomUUID();
      const folder = path.join(await root, id);
      try {
        await mkdir(folder, { mode: 0o700 });
        const received = await receiveBundle(request, folder, { bytes: mostBytes });
        if (typeof received === "string") {
          await rm(folder, { recursive: true, force: true });
          return received;
        }
        kept.set(id, { received, folder, expires: setTimeout(() => forget(id), KEPT_MS).unref() });
        const { path: _path, ...told } = received;
        return { id, ...told };
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        throw error;
      } finally {
        receiving -= 1;
      }
    },
    holds: (id) => kept.has(id),
    compare: (task) => start(task, { dryRun: true, allowMassRemoval: false }),
    apply: ({ allowMassRemoval, ...task }) => start(task, { dryRun: false, allowMassRemoval }),
    discard: forget,
    async close() {
      closing.abort();
      await Promise.all(running);
      for (const id of [...kept.keys()]) forget(id);
      if (root !== null) await rm(await root, { recursive: true, force: true });
    },
  };
}

/** What whoever sent it is told: where it lies on our disk is nobody's business. */
function describeFailure(error: unknown, at: string, name: string, isClosing: boolean): string {
  if (error instanceof UnreadableBundleError) return error.message.replaceAll(at, JSON.stringify(name));
  if (isClosing) return "The server was stopped while it worked on this bundle. Send it again.";
  return "It failed on our side; the reason is in the server's log. Send the bundle again, or read it by the command line.";
}
