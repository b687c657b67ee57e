import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { finished } from "node:stream/promises";
import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";

/** The two files of a backup, as `pg_basebackup --format tar` names them. */
export const BACKUP_FILES = { archive: "base.tar", manifest: "backup_manifest" } as const;

export type BaseBackup = {
  folder: string;
  /** Bytes of the data directory's archive. */
  bytes: number;
  /** Where recovery begins, and what it must reach before the copy is consistent; as PostgreSQL writes positions. */
  startLsn: string;
  endLsn: string;
};

// What `pg_basebackup --checkpoint fast --wal-method none` sends. The answer waits until the archive has all WAL needed.
const COMMAND = `BASE_BACKUP (
  LABEL 'alxderia', CHECKPOINT 'fast', WAL false, WAIT true, MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256', TARGET 'client'
)`;

/**
 * Copies a running server by the replication command that `pg_basebackup` is a client of (PostgreSQL manual, "Streaming Replication
 * Protocol").
 * @param url a login with the right to replicate, on a server of PostgreSQL 15 or later without tablespaces of its own
 * @param folder made when it is not there
 * @throws Error with the server's own words
 */
export async function takeBaseBackup(url: string, folder: string): Promise<BaseBackup> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // The types of pg leave out what its connection parameters take.
  const config = { ...parseIntoClientConfig(url), replication: "true", application_name: "alxderia backup" };
  const client = new pg.Client(config);
  client.on("error", () => {});
  await client.connect();
  const receiver = new BackupReceiver(folder);
  try {
    client.query(receiver);
    const [start, , end] = await receiver.results;
    const bytes = await receiver.close();
    return { folder, bytes, startLsn: start?.[0]?.[0] ?? "", endLsn: end?.[0]?.[0] ?? "" };
  } finally {
    await client.end();
    // After a failure the first error counts.
    await receiver.close().catch(() => {});
  }
}

type Rows = (string | null)[][];
type Message = { chunk: Buffer };

/** Takes the messages of one BASE_BACKUP: three sets of rows, and between them the stream of files. */
class BackupReceiver implements pg.Submittable {
  /** Start, tablespaces, end. */
  readonly results: Promise<Rows[]>;
  readonly #sets: Rows[] = [];
  readonly #settle = Promise.withResolvers<Rows[]>();
  readonly #folder: string;
  readonly #open: WriteStream[] = [];
  #archived = 0;

  constructor(folder: string) {
    this.#folder = folder;
    this.results = this.#settle.promise;
  }

  submit(connection: pg.Connection): void {
    connection.query(COMMAND);
  }

  handleRowDescription(): void {
    this.#sets.push([]);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    this.#sets.at(-1)?.push(fields);
  }

  /** The first byte says what follows: a new archive, the manifest, data of the one or the other. */
  handleCopyData({ chunk }: Message, connection: pg.Connection): void {
    const kind = String.fromCharCode(chunk[0] ?? 0);
    if (kind === "n") this.#begin(BACKUP_FILES.archive);
    if (kind === "m") this.#begin(BACKUP_FILES.manifest);
    if (kind === "d") this.#write(chunk, connection);
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#settle.resolve(this.#sets);
  }

  handleError(error: Error): void {
    this.#settle.reject(error);
  }

  /** @returns the size of the archive, when both files are on disk */
  async close(): Promise<number> {
    for (const file of this.#open) file.end();
    await Promise.all(this.#open.map((file) => finished(file)));
    return this.#archived;
  }

  #begin(name: string): void {
    const file = createWriteStream(path.join(this.#folder, name), { mode: 0o600, flush: true });
    file.on("error", (error) => this.#settle.reject(error));
    this.#open.push(file);
  }

  #write(chunk: Buffer, { stream }: pg.Connection): void {
    const file = this.#open.at(-1);
    if (file === undefined) return;
    if (this.#open.length === 1) this.#archived += chunk.length - 1;
    // A copy, since the parser of pg uses its buffer again. What pg had read before a pause comes all the same.
    if (file.write(Buffer.from(chunk.subarray(1))) || stream.isPaused()) return;
    stream.pause();
    file.once("drain", () => stream.resume());
  }
}
