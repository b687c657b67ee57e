import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { lineAt, type SqlStatement, splitStatements } from "./split-statements.ts";

/** A migration that cannot go on: the message says which file (and line), why, and what to do. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

export type MigrationResult = { applied: string[]; total: number };

type Options = {
  /** Folder of the numbered files; the product's own by default. */
  folder?: string;
  onProgress?: (message: string) => void;
};

type MigrationFile = { name: string; text: string; checksum: string };

// Any fixed number; two processes that migrate the same database meet at it.
const ADVISORY_LOCK = 6_053_901;
const LOCK_TIMEOUT = "10s";
const STATEMENT_TIMEOUT = "15min";

// What the server's short words mean here, by SQLSTATE: lock_not_available, query_canceled.
const WAITED: Record<string, string> = {
  "55P03": ` It waited ${LOCK_TIMEOUT} for a lock that another session holds: see pg_locks, and let that session end first.`,
  "57014": ` It was stopped, by hand or after ${STATEMENT_TIMEOUT}.`,
};

/**
 * Applies the migrations that the database does not have yet, in lexicographic order, each in its own transaction.
 * Two processes may call it at once: the second waits and then finds nothing to do.
 * @param url connection string of a user who may create roles, schemas' objects and extensions
 * @throws MigrationError when an applied file was changed or is missing, or when a file fails
 */
export async function migrate(url: string, options: Options = {}): Promise<MigrationResult> {
  const report = options.onProgress ?? (() => {});
  const files = await readMigrations(options.folder);
  return withClient(url, async (client) => {
    await takeLock(client, report);
    await client.query(
      `create table if not exists schema_migrations (
        name text primary key,
        checksum text not null,
        applied_at timestamptz not null default clock_timestamp(),
        duration_ms integer not null
      )`,
    );
    const applied = await readLedger(client);
    refuseDrift(files, applied);
    const pending = files.filter((file) => !applied.has(file.name));
    for (const [index, file] of pending.entries()) {
      report(`migrating ${index + 1} of ${pending.length}: ${file.name}`);
      await apply(client, file);
    }
    return { applied: pending.map((file) => file.name), total: files.length };
  });
}

/**
 * The migrations that `migrate` would apply, in order; writes nothing and waits for nobody.
 * @throws MigrationError as `migrate` does when an applied file was changed, is missing or comes late
 */
export async function listPendingMigrations(
  url: string,
  options: Pick<Options, "folder"> = {},
): Promise<{ pending: string[]; total: number }> {
  const files = await readMigrations(options.folder);
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ there: boolean }>(
      "select to_regclass('schema_migrations') is not null as there",
    );
    const applied = rows[0]?.there ? await readLedger(client) : new Map<string, string>();
    refuseDrift(files, applied);
    return { pending: files.map((file) => file.name).filter((name) => !applied.has(name)), total: files.length };
  });
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, application_name: "alxderia migrate" });
  await client.connect();
  try {
    await client.query("set client_min_messages = warning");
    return await work(client);
  } finally {
    await client.end();
  }
}

async function readMigrations(folder: string = fileURLToPath(new URL(".", import.meta.url))): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort();
  if (names.length === 0) throw new MigrationError(`no migration (NNNN_verb_object.sql) in ${folder}`);
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(`${folder}/${name}`, "utf8");
      return { name, text, checksum: createHash("sha256").update(text).digest("hex") };
    }),
  );
}

async function takeLock(client: pg.Client, report: (message: string) => void): Promise<void> {
  const tryLock = "select pg_try_advisory_lock($1) as taken";
  const first = await client.query<{ taken: boolean }>(tryLock, [ADVISORY_LOCK]);
  if (first.rows[0]?.taken) return;
  report("another process is migrating this database; waiting for it");
  await client.query("select pg_advisory_lock($1)", [ADVISORY_LOCK]);
}

async function readLedger(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    "select name, checksum from schema_migrations order by name",
  );
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

function refuseDrift(files: MigrationFile[], applied: Map<string, string>): void {
  const known = new Map(files.map((file) => [file.name, file.checksum]));
  for (const [name, checksum] of applied) {
    const current = known.get(name);
    if (current === undefined) {
      throw new MigrationError(
        `${name} was applied to this database but is missing here. Restore the file, or run the release that has it.`,
      );
    }
    if (current !== checksum) {
      throw new MigrationError(
        `${name} was changed after it had been applied (SHA-256 ${checksum.slice(0, 12)}… then, ` +
          `${current.slice(0, 12)}… now). Restore it and put the change into a new file.`,
      );
    }
  }
  const last = [...applied.keys()].at(-1);
  const late = last === undefined ? undefined : files.find((file) => file.name < last && !applied.has(file.name));
  if (late) {
    throw new MigrationError(
      `${late.name} sorts before ${last}, which is already applied. Give it a higher number: order is part of the schema.`,
    );
  }
}

async function apply(client: pg.Client, file: MigrationFile): Promise<void> {
  const started = performance.now();
  await client.query("begin");
  try {
    await client.query(
      `set local lock_timeout = '${LOCK_TIMEOUT}'; set local statement_timeout = '${STATEMENT_TIMEOUT}'`,
    );
    for (const statement of splitStatements(file.text)) await run(client, file, statement);
    await client.query("insert into schema_migrations (name, checksum, duration_ms) values ($1, $2, $3)", [
      file.name,
      file.checksum,
      Math.round(performance.now() - started),
    ]);
    // deferred constraints speak here
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    if (error instanceof pg.DatabaseError) throw failed(`${file.name}, at its end`, error);
    throw error;
  }
}

async function run(client: pg.Client, file: MigrationFile, statement: SqlStatement): Promise<void> {
  try {
    await client.query(statement.text);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const offset = error.position ? Number(error.position) - 1 : 0;
    const line = statement.line + lineAt(statement.text, offset) - 1;
    throw failed(`${file.name}, line ${line}`, error);
  }
}

function failed(where: string, error: pg.DatabaseError): MigrationError {
  const hint = error.hint ? ` Hint: ${error.hint}` : "";
  return new MigrationError(
    `${where}: ${error.message} (SQLSTATE ${error.code}).${WAITED[error.code ?? ""] ?? ""}${hint} ` +
      "Nothing of this file was applied; the files before it were. Mend it and run migrate again.",
    { cause: error },
  );
}
