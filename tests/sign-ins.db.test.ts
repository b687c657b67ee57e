import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { refreshAccess } from "../app/access/refresh.server.ts";
import { defineStatement } from "../app/db/statement.ts";
import { nodeId } from "../app/model/node-id.ts";
import { decide } from "../app/sync/decide.server.ts";
import { refreshIdentities } from "../app/sync/refresh-identities.server.ts";
import { createWorld, type Facts } from "./ask/world.ts";
import { loadFacts, storeRows } from "./support/load-facts.server.ts";
import { createTestDatabase } from "./support/test-database.server.ts";

const { database, addTenant } = await createTestDatabase();

const Row = z.object({ row: z.string() });
const KEPT = defineStatement(
  "sign_ins_kept",
  Row,
  "select jsonb_build_array(account_id, mfa, last_sign_in)::text as row from account_sign_ins",
);
const SAID = defineStatement(
  "sign_ins_said",
  Row,
  "select jsonb_build_array(account_id, mfa, last_sign_in)::text as row from account_sign_in_facts",
);
const WRITTEN = defineStatement(
  "sign_ins_written",
  Row,
  "select jsonb_build_array(account_id, xmin::text, xmax::text, ctid::text)::text as row from account_sign_ins",
);

async function read(tenantId: string, statement: typeof KEPT): Promise<string[]> {
  return database.write({ tenantId, role: "ingest" }, async (transaction) =>
    (await transaction.query(statement)).map(({ row }) => row).toSorted(),
  );
}

/** The same organisation after people enrolled, signed in, left a listing or are gone. */
function later(facts: Facts): Facts {
  const rows = facts.rows.flatMap((row, index) => {
    if (row.table === "google_workspace_users" && index % 2 === 0) {
      return [
        { ...row, columns: { ...row.columns, is_enrolled_in_2sv: true, last_login_at: "2025-01-02T03:04:05.000Z" } },
      ];
    }
    const isGone = row.table === "aws_iam_credential_reports" || row.columns.listing === "2fa_disabled";
    return isGone && index % 3 === 0 ? [] : [row];
  });
  return { ...facts, rows };
}

test.each([1, 2, 3, 4])(
  "what is known of sign-ins follows records that change, and equal ones write no row (%i)",
  async (seed) => {
    const tenantId = await addTenant(`sign-ins-${seed}`);
    const { facts } = createWorld(seed);
    await loadFacts(database, tenantId, facts);
    const before = await read(tenantId, KEPT);
    expect(before.length).toBeGreaterThan(0);
    expect(before).toEqual(await read(tenantId, SAID));
    const written = await read(tenantId, WRITTEN);
    await loadFacts(database, tenantId, facts);
    expect(await read(tenantId, WRITTEN)).toEqual(written);
    await loadFacts(database, tenantId, later(facts));
    const after = await read(tenantId, KEPT);
    expect(after).not.toEqual(before);
    expect(after).toEqual(await read(tenantId, SAID));
  },
);

test("Identity Center knows a second factor by the person's Workspace account, and no longer once a decision parts them", async () => {
  const tenantId = await addTenant("decided");
  const run = { tenantId, runId: randomUUID(), actor: "test" };
  const email = "ada@northwind.example";
  await storeRows(database, tenantId, [
    {
      scope: "google-workspace",
      table: "google_workspace_users",
      key: ["1"],
      columns: { user_id: "1", primary_email: email, full_name: "Ada", is_enrolled_in_2sv: true },
      raw: {},
    },
    {
      scope: "aws/identitystore",
      table: "aws_identity_center_users",
      key: ["d-1", "u-1"],
      columns: { identity_store_id: "d-1", user_id: "u-1", user_name: email, emails: [email], primary_email: email },
      raw: {},
    },
  ]);
  await refreshAccess(database, { tenantId, role: "ingest" }, { runId: run.runId });
  const accountId = nodeId("account", "aws_identity_center", "d-1", "u-1");
  const known = async () =>
    (await read(tenantId, KEPT)).map((row) => JSON.parse(row)).filter(([id]) => id === accountId);
  expect(await known()).toEqual([]);
  await refreshIdentities(database, run);
  expect(await known()).toEqual([[accountId, true, null]]);
  await database.write({ tenantId, role: "ingest" }, (transaction) =>
    decide(transaction, { kind: "split", accountId, actor: "ada" }),
  );
  expect(await known()).toEqual([]);
});
