import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createTestDatabase } from "../../tests/support/test-database.server.ts";
import { decide } from "./decide.server.ts";

const { database, owner, tenantId } = await createTestDatabase();

test("a decision about an account or a person that does not exist is not recorded", async () => {
  const decided = await database.write({ tenantId, role: "ingest" }, (transaction) =>
    decide(transaction, { kind: "accept", accountId: randomUUID(), personId: randomUUID(), actor: "test" }),
  );
  expect(decided).toBeNull();
  const { rows } = await owner.query("select from identity_decisions");
  expect(rows).toHaveLength(0);
});
