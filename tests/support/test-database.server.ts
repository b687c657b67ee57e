import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { createDatabase, type Database } from "../../app/db/database.server.ts";
import { afterFile } from "./after-file.ts";
import { asOwner } from "./postgres.global-setup.ts";

export type TestDatabase = {
  /** As the product connects, with `set local role` in each transaction. */
  database: Database;
  /** The owner's connection string (superuser of the test server). */
  ownerUrl: string;
  tenantId: string;
  /** Adds one more tenant and returns its id. */
  addTenant(slug: string): Promise<string>;
  /** A raw client as the owner; closed with the database. */
  owner: pg.Client;
};

/**
 * A clone of the migrated template, with one tenant `default`. Dropped after the file, unless a test of it failed:
 * then its connection string is printed, for a look.
 */
export async function createTestDatabase({ version = 18 }: { version?: 16 | 18 } = {}): Promise<TestDatabase> {
  const server = inject(version === 16 ? "postgres16" : "postgres18");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asOwner(server, `create database ${name} template ${inject("template")}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const owner = new pg.Client({ connectionString: url.href });
  await owner.connect();
  const database = createDatabase(url.href, { applicationName: "alxderia test" });
  const addTenant = async (slug: string) => {
    const id = randomUUID();
    await owner.query("insert into tenants (id, slug, name) values ($1, $2, $2)", [id, slug]);
    await owner.query("insert into tenant_directory (id, slug) values ($1, $2)", [id, slug]);
    return id;
  };
  afterFile(async ({ failed }) => {
    await database.close();
    await owner.end();
    if (failed) console.error(`kept for a look: ${url.href}`);
    else await asOwner(server, `drop database if exists ${name} with (force)`);
  });
  return { database, ownerUrl: url.href, tenantId: await addTenant("default"), addTenant, owner };
}
