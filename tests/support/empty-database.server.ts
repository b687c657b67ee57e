import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { inject, onTestFinished } from "vitest";

/** A database with nothing in it, dropped when the test ends. */
export async function createEmptyDatabase(version: 16 | 18): Promise<{ url: string; client: pg.Client }> {
  const server = new pg.Client({ connectionString: inject(version === 16 ? "postgres16" : "postgres18") });
  await server.connect();
  const name = `test_${randomBytes(6).toString("hex")}`;
  await server.query(`create database ${name}`);
  const url = new URL(inject(version === 16 ? "postgres16" : "postgres18"));
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  onTestFinished(async () => {
    await client.end();
    await server.query(`drop database ${name} with (force)`);
    await server.end();
  });
  return { url: url.href, client };
}

/** A folder of migrations with these texts by file name, removed when the test ends. */
export async function createMigrationFolder(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "alxderia-migrations-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return folder;
}
