import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { EffectiveAccess } from "../../app/model/access.ts";
import { afterFile } from "./after-file.ts";
import { type BundleFiles, contentOf } from "./bundle-builder.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.server.ts";

export type Run = { code: number | null; stdout: string; stderr: string };

/** What `ingest --json` prints (docs/bundle.md). */
export type IngestReport = {
  files: {
    path: string;
    read: number;
    stored: number;
    unchanged: number;
    rejected: number;
    errors: { line: number | null; column: number | null; record: number | null; reason: string }[];
  }[];
  scopes: { scope: string; complete: boolean; reason: string | null }[];
  changes: { added: number; updated: number; closed: number };
};

export type PersonLine = {
  id: string;
  name: string;
  email: string | null;
  accounts: { provider: string; type: string; id: string }[];
};
export type QueueLine = {
  subject: { provider: string; type: string; id: string };
  reason: string;
  candidates: { id: string; name: string }[];
};

/** A row of effective access whose person's id, which every database makes anew only in form, is left out. */
export type AccessRow = Omit<EffectiveAccess, "person"> & { person: { name: string; email: string | null } | null };

/** Starts the command line as a user does; `onStart` sees the process. */
export function runCli(
  words: readonly string[],
  environment: Record<string, string> = {},
  onStart: (child: ChildProcess) => void = () => {},
): Promise<Run> {
  const child = spawn(process.execPath, ["app/cli.ts", ...words], {
    env: { NODE_ENV: "production", PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onStart(child);
  const run: Run = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    run.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    run.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ ...run, code }));
  });
}

/** The product as seen from outside: its command line on a database of its own and bundles in a temporary folder. */
export async function createProduct() {
  const base: TestDatabase = await createTestDatabase();
  const home = await mkdtemp(path.join(tmpdir(), "alxderia-contract-"));
  afterFile(() => rm(home, { recursive: true, force: true }));
  const run = (...words: string[]) => runCli(words, { DATABASE_URL: base.ownerUrl });

  /** Writes a new folder with these files. @returns its path */
  const bundle = async (files: BundleFiles): Promise<string> => {
    const folder = path.join(home, randomBytes(6).toString("hex"));
    await mkdir(folder);
    for (const [name, value] of Object.entries(files)) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, contentOf(value));
    }
    return folder;
  };

  const archive = async (name: string, bytes: Buffer): Promise<string> => {
    const file = path.join(home, `${randomBytes(6).toString("hex")}${name}`);
    await writeFile(file, bytes);
    return file;
  };

  /** Ingests a folder or files with `--json`. */
  const ingest = async (
    given: string | BundleFiles,
    ...options: string[]
  ): Promise<{ code: number | null; stderr: string; report: IngestReport }> => {
    const folder = typeof given === "string" ? given : await bundle(given);
    const { code, stdout, stderr } = await run("ingest", folder, "--json", ...options);
    return { code, stderr, report: stdout === "" ? EMPTY_REPORT : (JSON.parse(stdout) as IngestReport) };
  };

  const lines = async <Line>(...words: string[]): Promise<Line[]> => {
    const { code, stdout, stderr } = await run(...words);
    if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}: ${stderr}`);
    return stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Line]));
  };

  const access = async (...options: string[]): Promise<AccessRow[]> => {
    const rows = await lines<EffectiveAccess>("access", "export", "--format", "ndjson", ...options);
    return rows.map((row) => ({ ...row, person: row.person && { name: row.person.name, email: row.person.email } }));
  };

  let tenants = 0;
  /** Ingests files into a tenant of their own, which must end with 0. @returns its effective access */
  const accessOf = async (files: BundleFiles): Promise<AccessRow[]> => {
    const tenant = `case-${++tenants}`;
    const { code, stderr } = await ingest(files, "--tenant", tenant);
    if (code !== 0) throw new Error(`ingest ended with ${code}: ${stderr}`);
    return access("--tenant", tenant);
  };

  const people = (...options: string[]) => lines<PersonLine>("people", "export", ...options);
  const queue = (...options: string[]) => lines<QueueLine>("queue", "export", ...options);
  return { ...base, home, run, bundle, archive, ingest, lines, access, accessOf, people, queue };
}

export type Product = Awaited<ReturnType<typeof createProduct>>;

const EMPTY_REPORT: IngestReport = { files: [], scopes: [], changes: { added: 0, updated: 0, closed: 0 } };
