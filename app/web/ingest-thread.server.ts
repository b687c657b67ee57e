import { tmpdir } from "node:os";
import { Worker } from "node:worker_threads";
import type { IngestResult } from "../sync/ingest.server.ts";
import type { IngestReply, IngestTask } from "./ingest-worker.server.ts";

/** The bundle as a whole cannot be read; the message is for whoever sent it. */
export class UnreadableBundleError extends Error {
  override name = "UnreadableBundleError";
}

/**
 * Runs an ingest in a thread of its own: working out who is who of 50,000 people keeps a thread busy for seconds, and
 * requests wait for theirs.
 * @param signal ends the thread; what it had not committed is rolled back
 * @throws UnreadableBundleError, or Error with the message of what failed
 */
export function ingestApart(
  task: IngestTask,
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<IngestResult> {
  // Without the flags and the environment of the process: it needs no secrets, and its spans would be nobody's. Where
  // temporary files go is the one thing that it must share.
  const worker = new Worker(new URL("./ingest-worker.server.ts", import.meta.url), {
    workerData: task,
    execArgv: [],
    env: { TMPDIR: tmpdir() },
  });
  const end = () => void worker.terminate();
  signal.addEventListener("abort", end, { once: true });
  return new Promise<IngestResult>((resolve, reject) => {
    worker.on("message", (reply: IngestReply) => {
      if (reply.kind === "progress") onProgress(reply.message);
      else if (reply.kind === "done") resolve(reply.result);
      else reject(reply.isBundle ? new UnreadableBundleError(reply.message) : new Error(reply.message));
    });
    worker.on("error", reject);
    worker.on("exit", () => reject(new Error("the thread of the ingest has ended")));
  }).finally(() => signal.removeEventListener("abort", end));
}
