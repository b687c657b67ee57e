import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { describeSchema } from "../tests/support/catalogue.server.ts";
import { createEmptyDatabase, createMigrationFolder } from "../tests/support/empty-database.server.ts";
import { listPendingMigrations, migrate } from "./migrate.server.ts";

const FILES = (await readdir(fileURLToPath(new URL(".", import.meta.url))))
  .filter((name) => name.endsWith(".sql"))
  .sort();

test("the first 39 migrations are numbered without a gap, and no number is used twice", () => {
  const numbers = FILES.map((name) => Number(name.slice(0, 4)));
  expect(numbers.slice(0, 39)).toEqual(Array.from({ length: 39 }, (_, index) => index + 1));
  expect(new Set(numbers).size).toBe(numbers.length);
});

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  test("an empty database gets everything, in order, and a second run does nothing", async () => {
    const { url, client } = await createEmptyDatabase(version);
    expect(await listPendingMigrations(url)).toEqual({ pending: FILES, total: FILES.length });
    expect(await client.query("select from pg_class where relname = 'schema_migrations'")).toHaveProperty(
      "rowCount",
      0,
    );
    const progress: string[] = [];
    expect(await migrate(url, { onProgress: (message) => progress.push(message) })).toEqual({
      applied: FILES,
      total: FILES.length,
    });
    expect(progress).toEqual(FILES.map((name, index) => `migrating ${index + 1} of ${FILES.length}: ${name}`));
    const ledger = "select name, checksum, applied_at, duration_ms from schema_migrations order by name";
    const before = await client.query(ledger);
    expect(before.rows.map((row) => row.name)).toEqual(FILES);
    const schema = await describeSchema(client);

    expect(await migrate(url)).toEqual({ applied: [], total: FILES.length });
    expect(await listPendingMigrations(url)).toEqual({ pending: [], total: FILES.length });
    expect((await client.query(ledger)).rows).toEqual(before.rows);
    expect(await describeSchema(client)).toEqual(schema);
  });

  test("of two processes that migrate at once, one applies and the other waits and finds nothing to do", async () => {
    const { url, client } = await createEmptyDatabase(version);
    const messages: string[] = [];
    const onProgress = (message: string) => messages.push(message);
    const results = await Promise.all([migrate(url, { onProgress }), migrate(url, { onProgress })]);
    expect(results.map((result) => result.applied.length).sort((left, right) => left - right)).toEqual([
      0,
      FILES.length,
    ]);
    expect(messages).toContain("another process is migrating this database; waiting for it");
    expect((await client.query("select from schema_migrations")).rowCount).toBe(FILES.length);
  });

  test("each file runs in its own transaction with a lock timeout and a statement timeout", async () => {
    const { url, client } = await createEmptyDatabase(version);
    const seen =
      "select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement, pg_current_xact_id()::text as xid";
    const folder = await createMigrationFolder({
      "0001_create_table_seen.sql": `create table seen as ${seen};`,
      "0002_add_seen.sql": `insert into seen ${seen};`,
    });
    await migrate(url, { folder });
    const { rows } = await client.query("select lock, statement from seen");
    expect(rows).toEqual(Array(2).fill({ lock: "10s", statement: "15min" }));
    expect((await client.query("select distinct xid from seen")).rowCount).toBe(2);
  });

  test("only the write pipe and the owner may make temporary objects, and nobody may make others", async () => {
    const { url, client } = await createEmptyDatabase(version);
    await migrate(url);
    const { rows } = await client.query<{ role: string; temporary: boolean; objects: boolean; schemas: boolean }>(
      `select rolname as role, has_database_privilege(oid, current_database(), 'temporary') as temporary,
         has_schema_privilege(oid, 'public', 'create') as objects,
         has_database_privilege(oid, current_database(), 'create') as schemas
       from pg_roles where rolname like 'alxderia\\_%' order by rolname`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(6);
    expect(rows.filter((row) => row.temporary).map((row) => row.role)).toEqual(["alxderia_ingest"]);
    expect(rows.filter((row) => row.objects || row.schemas)).toEqual([]);
  });
});

test("the schema is the same on 16 and 18", async () => {
  const [old, recent] = await Promise.all(([16, 18] as const).map(createEmptyDatabase));
  if (!old || !recent) throw new Error("no databases");
  await Promise.all([migrate(old.url), migrate(recent.url)]);
  const facts = await describeSchema(recent.client);
  expect(facts.length).toBeGreaterThan(800);
  expect(await describeSchema(old.client)).toEqual(facts);
});
