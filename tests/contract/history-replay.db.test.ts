import { expect, test } from "vitest";
import { createEmptyDatabase } from "../support/empty-database.server.ts";
import { createProduct } from "../support/product.server.ts";

const BUNDLE = {
  "google-workspace/users.json": [{ id: "1", primaryEmail: "ada@northwind.example", name: { fullName: "Ada" } }],
  "gcp/projects.json": [{ projectId: "billing", name: "Billing" }],
  "gcp/iam-policies/projects/billing.json": {
    bindings: [{ role: "roles/owner", members: ["user:ada@northwind.example"] }],
  },
};

test("history replay fills an empty database, and refuses one with tenants, somebody else's tables or a wrong time", async () => {
  const product = await createProduct();
  await product.ingest(BUNDLE);
  const { url, client } = await createEmptyDatabase(18);

  const wrong = await product.run("history", "replay", "--into", url, "--until", "yesterday");
  expect(wrong).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(/--until "yesterday" is no time/) });

  await client.query("create table theirs ()");
  const foreign = await product.run("history", "replay", "--into", url);
  expect(foreign).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/is not empty: it has 1 tables that are not/),
  });
  await client.query("drop table theirs");

  const done = await product.run("history", "replay", "--into", url, "--json");
  expect(done.code, done.stderr).toBe(0);
  const { tenants } = JSON.parse(done.stdout);
  expect(tenants).toEqual([
    { slug: "default", events: expect.any(Number), records: expect.any(Number), accessRows: 1 },
  ]);
  expect(done.stderr).toMatch(/default: verifying history/);

  const again = await product.run("history", "replay", "--into", url);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(/is not empty: it has 1 tenants/) });
}, 240_000);
