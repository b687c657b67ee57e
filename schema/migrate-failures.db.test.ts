import { describe, expect, test } from "vitest";
import { createEmptyDatabase, createMigrationFolder } from "../tests/support/empty-database.server.ts";
import { listPendingMigrations, MigrationError, migrate } from "./migrate.server.ts";

const FIRST = { "0001_create_table_first.sql": "create table first (id integer primary key);\n" };
const SECOND = { "0002_create_table_second.sql": "create table second (id integer);\n" };

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  /** Applies `before`, then `after`, and returns what the second run said. */
  async function failWith(before: Record<string, string>, after: Record<string, string>) {
    const { url, client } = await createEmptyDatabase(version);
    await migrate(url, { folder: await createMigrationFolder(before) });
    const folder = await createMigrationFolder(after);
    const error: unknown = await migrate(url, { folder }).catch((reason) => reason);
    expect(error).toBeInstanceOf(MigrationError);
    const { rows } = await client.query<{ relname: string }>(
      "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname",
    );
    return { url, folder, message: String((error as Error).message), tables: rows.map((row) => row.relname) };
  }

  test("an applied file that was changed is refused by name, and nothing else runs", async () => {
    const changed = { "0001_create_table_first.sql": "create table first (id bigint primary key);\n", ...SECOND };
    const { url, folder, message, tables } = await failWith(FIRST, changed);
    expect(message).toMatch(
      /^0001_create_table_first\.sql was changed after it had been applied \(SHA-256 [0-9a-f]{12}… then, [0-9a-f]{12}… now\)\. Restore it/,
    );
    expect(tables).toEqual(["first", "schema_migrations"]);
    await expect(listPendingMigrations(url, { folder })).rejects.toThrow(message);
  });

  test("an applied file that is missing is refused by name", async () => {
    const { message } = await failWith({ ...FIRST, ...SECOND }, FIRST);
    expect(message).toBe(
      "0002_create_table_second.sql was applied to this database but is missing here. Restore the file, or run the release that has it.",
    );
  });

  test("a file that sorts before an applied one is refused by name", async () => {
    const { message, tables } = await failWith(SECOND, { ...FIRST, ...SECOND });
    expect(message).toMatch(
      /^0001_create_table_first\.sql sorts before 0002_create_table_second\.sql, which is already applied\. Give it a higher number/,
    );
    expect(tables).toEqual(["schema_migrations", "second"]);
  });

  test.each([
    [
      "a word that is no SQL",
      "create table third (\n  id integer,\n  name texxt\n);",
      6,
      'type "texxt" does not exist',
      "42704",
    ],
    ["a syntax error", "select 1;\nselect\n  2 +\n  from;", 7, 'syntax error at or near "from"', "42601"],
    [
      "a run-time error",
      "\ninsert into first values (1);\ninsert into first\nvalues (1);",
      6,
      "duplicate key value violates unique constraint",
      "23505",
    ],
    ["an error inside a block", "do $$\nbegin\n  raise exception 'no; not now';\nend\n$$;", 4, "no; not now", "P0001"],
  ])("%s is told by file and line, and nothing of the file is left", async (_, text, line, words, state) => {
    const broken = {
      ...FIRST,
      ...SECOND,
      "0003_create_table_third.sql": `-- why\ncreate table before_it (id integer);\n\n${text}\n`,
      "0004_create_table_fourth.sql": "create table fourth (id integer);",
    };
    const { message, tables } = await failWith(FIRST, broken);
    expect(message).toMatch(
      new RegExp(`^0003_create_table_third\\.sql, line ${line}: .*(${words}).* \\(SQLSTATE ${state}\\)`),
    );
    expect(message).toContain(
      "Nothing of this file was applied; the files before it were. Mend it and run migrate again.",
    );
    expect(tables).toEqual(["first", "schema_migrations", "second"]);
  });

  test("a constraint that fails at the end of the file is told by file", async () => {
    const { message, tables } = await failWith(FIRST, {
      ...FIRST,
      "0002_create_table_second.sql":
        "create table second (id integer references first deferrable initially deferred);\ninsert into second values (9);",
    });
    expect(message).toMatch(
      /^0002_create_table_second\.sql, at its end: .*violates foreign key constraint.*\(SQLSTATE 23503\)/,
    );
    expect(tables).toEqual(["first", "schema_migrations"]);
  });

  test("a mended file goes on where the broken one stopped", async () => {
    const { url } = await failWith(FIRST, { ...FIRST, "0002_create_table_second.sql": "create tabel second ();" });
    expect(await migrate(url, { folder: await createMigrationFolder({ ...FIRST, ...SECOND }) })).toEqual({
      applied: ["0002_create_table_second.sql"],
      total: 2,
    });
  });
});

test("a lock that another session holds is told in words", async () => {
  const databases = await Promise.all(([16, 18] as const).map(createEmptyDatabase));
  const first = await createMigrationFolder(FIRST);
  const folder = await createMigrationFolder({ ...FIRST, "0002_alter_first.sql": "alter table first add name text;" });
  await Promise.all(
    databases.map(async ({ url, client }) => {
      await migrate(url, { folder: first });
      await client.query("begin; lock table first");
      await expect(migrate(url, { folder })).rejects.toThrow(
        "0002_alter_first.sql, line 1: canceling statement due to lock timeout (SQLSTATE 55P03). " +
          "It waited 10s for a lock that another session holds: see pg_locks, and let that session end first.",
      );
      await client.query("rollback");
      expect((await migrate(url, { folder })).applied).toEqual(["0002_alter_first.sql"]);
    }),
  );
});

test("a folder without migrations is refused", async () => {
  const { url } = await createEmptyDatabase(18);
  const folder = await createMigrationFolder({ "notes.sql": "select 1" });
  await expect(migrate(url, { folder })).rejects.toThrow(`no migration (NNNN_verb_object.sql) in ${folder}`);
});
