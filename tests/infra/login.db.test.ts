import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { createEmptyDatabase } from "../support/empty-database.server.ts";

test.each([16, 18] as const)(
  "PostgreSQL %i takes the verifier of a new login, and lets in who has its password",
  async (version) => {
    const folder = await mkdtemp(path.join(tmpdir(), "alxderia-login-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await promisify(execFile)(process.execPath, ["infra/scripts/make-login.mjs", folder], {
      env: { NODE_ENV: "test", ALXDERIA_DATABASE_FORMAT: "aws", ALXDERIA_DATABASE_HOST: "db.example" },
    });
    for (const name of ["value", "verifier"]) expect((await stat(path.join(folder, name))).mode & 0o077).toBe(0);
    const { password } = JSON.parse(await readFile(path.join(folder, "value"), "utf8")) as { password: string };
    const verifier = await readFile(path.join(folder, "verifier"), "utf8");

    // A role of its own: the product's login belongs to all databases of this server, which other tests use.
    const { url, client } = await createEmptyDatabase(version);
    const role = `login_${new URL(url).pathname.slice(1)}`;
    await client.query(`create role ${role} login password ${client.escapeLiteral(verifier)}`);
    try {
      const stored = await client.query("select rolpassword from pg_authid where rolname = $1", [role]);
      expect(stored.rows).toEqual([{ rolpassword: verifier }]);
      const connect = async (given: string) => {
        const address = new URL(url);
        address.username = role;
        address.password = given;
        const login = new pg.Client({ connectionString: address.href });
        await login.connect();
        const { rows } = await login.query("select current_user as name");
        await login.end();
        return rows[0]?.name;
      };
      expect(await connect(password)).toBe(role);
      await expect(connect(`${password}x`)).rejects.toMatchObject({ code: "28P01" });
    } finally {
      await client.query(`drop role ${role}`);
    }
  },
);
