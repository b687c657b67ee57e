import { beforeAll, expect, test } from "vitest";
import { answerQuestion } from "../../app/ask/answer.server.ts";
import { createTestDatabase } from "../support/test-database.server.ts";

const USERS = 1_100;
const ADMIN = { level: { value: "admin", label: "admin or more" } };

const { database, owner, tenantId } = await createTestDatabase();

/** One user of one name in many accounts: nothing that an answer shows tells one from another. */
beforeAll(async () => {
  await owner.query(
    `insert into accounts (id, tenant_id, provider, type, native_id, label, status, listed)
     select node_id('account', 'aws_iam', number::text), $1, 'aws_iam', 'user', number::text, 'deploy', 'active', true
     from generate_series(1, $2::integer) as number`,
    [tenantId, USERS],
  );
  await owner.query(
    `insert into access_holdings (
       tenant_id, account_id, resource_id, row_hash, privilege_rank, role, access_path, certainty
     )
     select tenant_id, id, node_id('resource', 'aws_account', '1'), '', 3, 'AdministratorAccess', 'direct', 'exact'
     from accounts`,
  );
});

/** Puts the rows in the order of another draw, as later ingests do. */
async function shuffle(draw: number): Promise<void> {
  for (const [table, id] of Object.entries({ accounts: "id", access_holdings: "account_id" })) {
    await owner.query(`create index shuffled_idx on ${table} (md5(${id}::text || '${draw}'))`);
    await owner.query(`cluster ${table} using shuffled_idx`);
    await owner.query("drop index shuffled_idx");
  }
}

test.each([
  ["admins-without-mfa", ADMIN],
  ["dormant-admins", { ...ADMIN, days: { value: 90, label: "90 days" } }],
  ["unlinked-accounts", {}],
])("%s that is cut among equal names shows the same rows in the same order, wherever they lie", async (id, slots) => {
  const ask = async () => answerQuestion(database, tenantId, { questionId: id, slots, understood: "" });
  await shuffle(1);
  const { rows, truncated } = await ask();
  expect([rows.length, truncated, new Set(rows.map((row) => row.account_id)).size]).toEqual([1_000, true, 1_000]);
  await shuffle(2);
  expect((await ask()).rows).toEqual(rows);
});
