import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { createTestDatabase } from "./support/test-database.server.ts";

/** The key as RFC 2104 has it, from what its inner hash begins with. */
async function keyOf(
  owner: { query: (sql: string, values: unknown[]) => Promise<{ rows: { inner_key: Buffer }[] }> },
  tenantId: string,
): Promise<Buffer> {
  const { rows } = await owner.query("select inner_key from redaction_keys where tenant_id = $1", [tenantId]);
  return Buffer.from((rows[0]?.inner_key ?? Buffer.alloc(0)).map((byte) => byte ^ 0x36));
}

test.each([16, 18] as const)(
  "on PostgreSQL %i a local part is the HMAC of its tenant's own key, which no role reads, and names are masked",
  async (version) => {
    const { owner, database, tenantId, addTenant } = await createTestDatabase({ version });
    const shown: string[] = [];
    for (const tenant of [tenantId, await addTenant("other")]) {
      await owner.query(
        `insert into canonical_users
           (id, tenant_id, scope, raw_response, content_hash, history_seq, history_hash, sync_run_id, name, email)
         values (gen_random_uuid(), $1, 'people', '{}', '', 1, '', gen_random_uuid(), 'Ada Lovelace',
           'Ada.Lovelace@example.test')`,
        [tenant],
      );
      const key = await keyOf(owner, tenant);
      const rows = await database.write(
        { tenantId: tenant, role: "readonly" },
        async ({ client }) => (await client.query("select name, email from redacted_people")).rows,
      );
      const local = createHmac("sha256", key).update("ada.lovelace").digest("hex").slice(0, 16);
      expect(rows).toEqual([{ name: "A. L.", email: `user-${local}@example.test` }]);
      shown.push(rows[0].email);
    }
    expect(new Set(shown).size).toBe(2);

    for (const role of ["admin", "ingest", "analyst", "readonly", "audit", "app", "ask"]) {
      const { rows } = await owner.query(
        `select has_any_column_privilege($1, 'redaction_keys', 'select, insert, update') as may`,
        [`alxderia_${role}`],
      );
      expect({ role, ...rows[0] }).toEqual({ role, may: false });
    }
    expect((await owner.query("select to_regprocedure('redact_email(text)') as unsalted")).rows).toEqual([
      { unsalted: null },
    ]);

    await owner.query("delete from redaction_keys where tenant_id = $1", [tenantId]);
    const without = await database.write(
      { tenantId, role: "readonly" },
      async ({ client }) => (await client.query("select email from redacted_people")).rows,
    );
    expect(without).toEqual([{ email: null }]);
  },
);
