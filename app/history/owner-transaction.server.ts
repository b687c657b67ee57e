import type { Database, TenantTransaction } from "../db/database.server.ts";
import { NO_TENANT } from "../model/no-tenant.ts";

/** The login does not own the tables. */
export class NotOwnerError extends Error {
  override name = "NotOwnerError";
}

// Whoever writes stands in line behind it, and it behind a reader of the whole history.
const LOCK_WITHIN_MS = 5_000;

/**
 * One transaction as the owner of the tables, who alone may take rows out of them; forced row-level security holds it to
 * one organisation at a time, unless it is a superuser: what it reads of one, it reads by `asAudit`.
 * @param owner as its owner connects
 * @param work `become` makes the transaction one of that organisation
 * @throws NotOwnerError; an error 55P03 when a table is read for so long
 */
export function withOwner<Result>(
  owner: Database,
  work: (tx: TenantTransaction, become: (tenantId: string) => Promise<void>) => Promise<Result>,
): Promise<Result> {
  return owner.write({ tenantId: NO_TENANT, role: "ingest" }, async (tx) => {
    await tx.client.query("reset role");
    await tx.client.query(`set local lock_timeout = ${LOCK_WITHIN_MS}`);
    const { rows } = await tx.client.query<{ owns: boolean }>(
      "select pg_has_role(relowner, 'usage') as owns from pg_class where oid = 'public.entity_history'::regclass",
    );
    if (rows[0]?.owns !== true) {
      throw new NotOwnerError(
        "only the owner of the tables may take rows out of the logs; give the owner's connection string in DATABASE_URL",
      );
    }
    return work(tx, async (tenantId) => {
      await tx.client.query("select set_config('app.current_tenant_id', $1, true)", [tenantId]);
    });
  });
}

/** Reads in the owner's transaction as the role audit, which is held to the organisation whoever the owner is. */
export async function asAudit<Result>(tx: TenantTransaction, read: () => Promise<Result>): Promise<Result> {
  await tx.client.query("set local role alxderia_audit");
  const result = await read();
  await tx.client.query("reset role");
  return result;
}
