import type { Database } from "../db/database.server.ts";

/**
 * What keeps a database from being replayed into: tables of somebody else, or tenants.
 * @returns in words, or null of an empty database and of one that is only migrated
 */
export async function findContent(target: Database): Promise<string | null> {
  const { rows } = await target.pool.query<{ directory: boolean; tables: string }>(
    `select to_regclass('public.tenant_directory') is not null as directory,
       (select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm', 'v')) as tables`,
  );
  const [found] = rows;
  if (!found?.directory)
    return Number(found?.tables) === 0 ? null : `${found?.tables} tables that are not the product's`;
  const { rows: counted } = await target.pool.query<{ tenants: string }>(
    "select count(*) as tenants from tenant_directory",
  );
  return Number(counted[0]?.tenants) === 0 ? null : `${counted[0]?.tenants} tenants`;
}
