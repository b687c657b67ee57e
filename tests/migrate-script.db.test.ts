import { execFile } from "node:child_process";
import { symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createEmptyDatabase, createMigrationFolder } from "./support/empty-database.server.ts";

const SCRIPT = fileURLToPath(new URL("../infra/scripts/migrate-schema.sh", import.meta.url));

/** Runs the script in the folder for temporary files, which is nobody's checkout. */
function run(words: string[], url: string | undefined, file = SCRIPT) {
  const { DATABASE_URL: _, ...environment } = process.env;
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(
      file,
      words,
      { cwd: tmpdir(), env: { ...environment, ...(url === undefined ? {} : { DATABASE_URL: url }) } },
      (error, stdout, stderr) => resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    );
  });
}

test("--help says what it does and which exit codes it has, without a database", async () => {
  const { code, stdout } = await run(["--help"], undefined);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Usage: DATABASE_URL=/);
  for (const word of ["--dry-run", "--json", "Exit codes: 0 done"]) expect(stdout).toContain(word);
});

test("without DATABASE_URL, or with a word that it does not know, it ends with 2 and says what is allowed", async () => {
  for (const url of [undefined, ""]) {
    const { code, stderr } = await run([], url);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("DATABASE_URL is not set") });
  }
  const { code, stderr } = await run(["--force; true"], "postgres://127.0.0.1:1/x");
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining("is not allowed: use --dry-run, --json or --help"),
  });
});

test("--dry-run lists what is pending and changes nothing; then it applies, and then there is nothing to do", {
  timeout: 180_000,
}, async () => {
  const { url, client } = await createEmptyDatabase(18);
  const pending = await run(["--dry-run"], url);
  expect(pending.code, pending.stderr).toBe(0);
  const names = pending.stdout.trimEnd().split("\n");
  const total = names.length;
  expect(total).toBeGreaterThanOrEqual(39);
  expect(names[0]).toBe("0001_create_roles.sql");
  expect((await client.query("select from pg_class where relnamespace = 'public'::regnamespace")).rowCount).toBe(0);

  expect(await run([], url)).toMatchObject({ code: 0, stdout: `applied ${total} of ${total} migrations\n` });
  expect(await run([], url)).toMatchObject({ code: 0, stdout: `nothing to do: all ${total} migrations are applied\n` });
  expect(await run(["--dry-run"], url)).toMatchObject({
    code: 0,
    stdout: `nothing to do: all ${total} migrations are applied\n`,
  });
  const json = await run(["--dry-run", "--json"], url);
  expect(JSON.parse(json.stdout)).toEqual({ pending: [], total });

  await client.query("update schema_migrations set checksum = 'x' where name like '0007%'");
  for (const words of [[], ["--dry-run"]]) {
    const refused = await run(words, url);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("0007_create_table_collected_listings.sql was changed after it had been applied");
  }
});

test("it works through a symbolic link, and a database that is not there gives 3", async () => {
  const link = path.join(await createMigrationFolder({}), "migrate schema");
  await symlink(SCRIPT, link);
  const { code, stderr } = await run(["--dry-run"], "postgres://nobody@127.0.0.1:1/none", link);
  expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining("check DATABASE_URL") });
});
