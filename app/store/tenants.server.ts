import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Database } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

export type Tenant = { id: string; slug: string };

const TenantRow = z.object({ id: z.string(), slug: z.string() });

const listStatement = defineStatement(
  "tenant_directory_list",
  TenantRow,
  "select id, slug from tenant_directory order by slug",
);
const insertTenant = defineStatement(
  "tenants_insert",
  z.object({}),
  "insert into tenants (id, slug, name) values ($1, $2, $3)",
);
const insertDirectory = defineStatement(
  "tenant_directory_insert",
  z.object({}),
  "insert into tenant_directory (id, slug) values ($1, $2)",
);

/** A tenant's short name is not allowed. */
export class TenantSlugError extends Error {
  override name = "TenantSlugError";
}

/** @returns every tenant's id and short name, by name. */
export async function listTenants(database: Database): Promise<Tenant[]> {
  return database.query(listStatement);
}

/** @returns the tenant of that short name; made when it is not there yet. */
export async function ensureTenant(database: Database, slug: string): Promise<Tenant> {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(slug)) {
    throw new TenantSlugError(
      `tenant ${JSON.stringify(slug)} is not allowed: use 1 to 63 of a-z, 0-9 and -, starting with a letter or digit`,
    );
  }
  const find = async () => (await listTenants(database)).find((tenant) => tenant.slug === slug);
  const existing = await find();
  if (existing) return existing;
  const id = randomUUID();
  try {
    await database.write({ tenantId: id, role: "ingest" }, async (transaction) => {
      await transaction.query(insertTenant, [id, slug, slug]);
      await transaction.query(insertDirectory, [id, slug]);
    });
    return { id, slug };
  } catch (error) {
    // another process may have made it at the same moment
    const made = await find();
    if (made) return made;
    throw error;
  }
}
