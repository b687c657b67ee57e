import { parentPort, workerData } from "node:worker_threads";
import { createDatabase } from "../db/database.server.ts";
import { type IngestRequest, type IngestResult, ingest } from "../sync/ingest.server.ts";

/** What the thread is given: the database as the process connects to it, and the ingest. */
export type IngestTask = {
  url: string;
  /** Of `url`, where it is a secret. The thread connects within moments, and its connections stand to its end. */
  password: string | null;
  request: Omit<IngestRequest, "onProgress">;
};

export type IngestReply =
  | { kind: "progress"; message: string }
  | { kind: "done"; result: IngestResult }
  /** `isBundle`: the bundle as a whole cannot be read, and the message says what to do. */
  | { kind: "failed"; message: string; isBundle: boolean };

const task = workerData as IngestTask;
const tell = (reply: IngestReply) => parentPort?.postMessage(reply);
const { password } = task;
const database = createDatabase(task.url, {
  max: 3,
  applicationName: "alxderia ingest",
  password:
    password === null ? null : { read: async () => password, readAfterRefusal: async (refused: string) => refused },
});
try {
  const result = await ingest(database, {
    ...task.request,
    onProgress: (message) => tell({ kind: "progress", message }),
  });
  tell({ kind: "done", result });
} catch (error) {
  const { name, message } = error as Error;
  tell({ kind: "failed", message, isBundle: name === "BundleError" });
} finally {
  await database.close();
}
