import { copyFile, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "../../schema/migrate.server.ts";
import { type AuditedPostgres, findDebianPostgres, startAuditedPostgres } from "./audited-postgres.server.ts";
import { type DocumentedLine, readDocumentedLines } from "./documented.server.ts";

const SCHEMA = path.join(import.meta.dirname, "../../schema");
const ROLES = ["admin", "ingest", "analyst", "readonly", "audit", "app"].map((name) => `alxderia_${name}`);
// Of Debian 12's PostgreSQL 15, which the product does not run on: the migration that makes the extension, and what it calls.
const MIGRATIONS = ["0050_create_function_close_guarded_functions.sql", "0085_create_extension_pgaudit.sql"];

const STATEMENTS = [
  "create role leaver login password 'correct-horse-battery'",
  "alter role leaver superuser",
  "grant pg_read_all_data to leaver",
  "create table payroll (id int, salary int)",
  "alter table payroll add column note text",
  "grant select on payroll to leaver",
  "insert into payroll values (1, 2, 'three')",
  "select salary from payroll",
  "update payroll set salary = 3",
  "drop table payroll",
  "revoke pg_read_all_data from leaver",
  "drop role leaver",
];

type Audited = { user: string; database: string; logged: string; command: string; statement: string };

const debian = findDebianPostgres();

describe.skipIf(debian === null)("pgaudit of Debian's package", () => {
  let server: AuditedPostgres;
  let client: pg.Client;
  let lines: string[];
  let audited: Audited[];

  beforeAll(async () => {
    server = await startAuditedPostgres(debian ?? "");
    client = new pg.Client({ connectionString: server.url });
    await client.connect();
    for (const role of ROLES) await client.query(`create role ${role}`);
    const folder = await mkdtemp(path.join(tmpdir(), "alxderia-migrations-"));
    for (const name of MIGRATIONS) await copyFile(path.join(SCHEMA, name), path.join(folder, name));
    await migrate(server.url, { folder });
    const before = (await server.auditLines()).length;
    for (const statement of STATEMENTS) await client.query(statement);
    lines = (await server.auditLines()).slice(before);
    audited = lines.map(readLine);
  });

  afterAll(async () => {
    await client?.end();
    await server?.stop();
  });

  test("the migration makes the extension where the server loads it, and a later file of migrations goes on", async () => {
    const { rows } = await client.query(
      "select extnamespace::regnamespace::text as schema from pg_extension where extname = 'pgaudit'",
    );
    expect(rows).toEqual([{ schema: "pgaudit" }]);
    const again = await mkdtemp(path.join(tmpdir(), "alxderia-migrations-"));
    for (const name of MIGRATIONS) await copyFile(path.join(SCHEMA, name), path.join(again, name));
    await copyFile(path.join(SCHEMA, "0085_create_extension_pgaudit.sql"), path.join(again, "0086_once_more.sql"));
    await writeFile(path.join(again, "0087_select.sql"), "select 1;\n");
    expect((await migrate(server.url, { folder: again })).applied).toEqual(["0086_once_more.sql", "0087_select.sql"]);
  });

  test("DDL and changes of roles are logged, by whom and where; reads and writes of rows are not", () => {
    expect(audited.map(({ logged, command }) => `${logged} ${command}`)).toEqual([
      "ROLE CREATE ROLE",
      "ROLE ALTER ROLE",
      "ROLE GRANT ROLE",
      "DDL CREATE TABLE",
      "DDL ALTER TABLE",
      "ROLE GRANT",
      "DDL DROP TABLE",
      "ROLE REVOKE ROLE",
      "ROLE DROP ROLE",
    ]);
    expect(new Set(audited.map(({ user, database }) => `${user}@${database}`))).toEqual(new Set(["postgres@postgres"]));
    expect(audited.map(({ statement }) => statement)).toContain("alter role leaver superuser");
  });

  test("a password of a statement is not in the log", () => {
    expect(audited[0]?.statement).toMatch(/^create role leaver login password <REDACTED>$/i);
    expect(lines.join("\n")).not.toContain("correct-horse-battery");
  });

  test("docs/siem.md takes each line in one class, with the activity of its command", async () => {
    const documented = await readDocumentedLines();
    const taken = lines.map((line, at) => {
      const rows = documented.filter((row) => takes(row, line));
      expect(rows, line).toHaveLength(1);
      const { command = "" } = audited[at] ?? {};
      return rows.map((row) => `${command}: ${row.classUid} ${activityOf(row, command)}`).join();
    });
    expect(taken).toEqual([
      "CREATE ROLE: 3001 1",
      "ALTER ROLE: 3001 99",
      "GRANT ROLE: 3001 99",
      "CREATE TABLE: 6005 6",
      "ALTER TABLE: 6005 2",
      "GRANT: 3001 99",
      "DROP TABLE: 6005 7",
      "REVOKE ROLE: 3001 99",
      "DROP ROLE: 3001 6",
    ]);
  });
});

/** A line of the server's log: the prefix that infra/local/pgaudit.conf sets, then pgaudit's comma-separated values. */
function readLine(line: string): Audited {
  const match =
    /^\S+ \S+ \S+ \[\d+\] (?<user>\w+)@(?<database>\w+) LOG: {2}AUDIT: SESSION,\d+,\d+,(?<logged>\w+),(?<command>[\w ]+),[^,]*,[^,]*,(?<statement>.*),<not logged>$/.exec(
      line,
    );
  const { user = "", database = "", logged = "", command = "", statement = "" } = match?.groups ?? expect.fail(line);
  return { user, database, logged, command, statement: statement.replace(/^"(.*)"$/, "$1") };
}

/** Whether the first cell of a row is this line; `…` stands for anything. */
function takes({ line: cell }: DocumentedLine, line: string): boolean {
  const pattern = /`(AUDIT:.*)`/.exec(cell)?.[1];
  if (pattern === undefined) return false;
  const parts = pattern.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(parts.join(".*")).test(line);
}

/** The cell of activities reads `1 for CREATE, 6 for DROP, else 99`. */
function activityOf({ activities }: DocumentedLine, command: string): number {
  for (const [, id, word] of activities.matchAll(/(\d+) for (\w+)/g)) {
    if (command.split(" ")[0] === word) return Number(id);
  }
  return Number(/else (\d+)/.exec(activities)?.[1]);
}
