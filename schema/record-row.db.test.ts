import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { canonicalJson } from "../app/store/canonical-json.ts";
import { createEmptyDatabase, createMigrationFolder } from "../tests/support/empty-database.server.ts";
import { createTestDatabase } from "../tests/support/test-database.server.ts";
import { migrate } from "./migrate.server.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

test("rows from before the triggers get their first event from the migration, of every tenant", async () => {
  const { url, client } = await createEmptyDatabase(16);
  const earlier = (await readdir(FOLDER)).filter((name) => name.endsWith(".sql") && name < "0065");
  const texts = await Promise.all(earlier.map(async (name) => [name, await readFile(`${FOLDER}${name}`, "utf8")]));
  await migrate(url, { folder: await createMigrationFolder(Object.fromEntries(texts)) });
  const tenants = [randomUUID(), randomUUID()];
  for (const [number, tenant] of tenants.entries()) {
    await client.query("insert into tenants (id, slug, name) values ($1, $2, $2)", [tenant, `t${number}`]);
    await client.query("insert into tenant_directory (id, slug) values ($1, $2)", [tenant, `t${number}`]);
    await client.query(
      "insert into saved_questions (tenant_id, name, question, plan, saved_by) values ($1, 'a', 'b', '{}', 'ben')",
      [tenant],
    );
    await client.query(
      "insert into identity_decisions (tenant_id, kind, account_id, decided_by) values ($1, 'split', $1, 'ada')",
      [tenant],
    );
  }
  await migrate(url);
  const { rows } = await client.query(
    "select tenant_id, entity_type, operation, actor = 'ada' as by_ada from entity_history order by entity_type",
  );
  for (const tenant of tenants) {
    expect(rows.filter((row) => row.tenant_id === tenant)).toEqual([
      { tenant_id: tenant, entity_type: "identity_decisions", operation: "CREATED", by_ada: true },
      { tenant_id: tenant, entity_type: "saved_questions", operation: "CREATED", by_ada: false },
    ]);
  }
});

test("a write that changes nothing is no event, one that does is an UPDATED with what differs", async () => {
  const { owner, tenantId } = await createTestDatabase();
  await owner.query(
    "insert into saved_questions (tenant_id, name, question, plan, saved_by) values ($1, 'a', 'b', '{}', 'ben')",
    [tenantId],
  );
  await owner.query("update saved_questions set name = name");
  await owner.query("update saved_questions set name = 'c'");
  const { rows } = await owner.query("select seq, operation, delta from entity_history order by seq");
  expect(rows).toEqual([
    { seq: 1, operation: "CREATED", delta: null },
    { seq: 2, operation: "UPDATED", delta: { name: ["a", "c"] } },
  ]);
});

test("canonical_json writes what the product's own canonical JSON writes", async () => {
  const { owner } = await createTestDatabase();
  const value = { b: [1, null, { z: true, a: 'é\n\u0001"\\/\u007f𝒳' }], a: {}, B: [], aa: -12, "": "" };
  const { rows } = await owner.query("select canonical_json($1::jsonb) as text", [JSON.stringify(value)]);
  expect(rows[0].text).toBe(canonicalJson(value));
});
