import type pg from "pg";

/** What a server may have installed beside the product; the worst case for the guard. */
const EXTENSIONS = [
  "adminpack",
  "amcheck",
  "citext",
  "dblink",
  "file_fdw",
  "fuzzystrmatch",
  "hstore",
  "intarray",
  "lo",
  "ltree",
  "pageinspect",
  "pg_buffercache",
  "pg_freespacemap",
  "pg_prewarm",
  "pg_stat_statements",
  "pg_surgery",
  "pg_visibility",
  "pg_walinspect",
  "pgcrypto",
  "pgrowlocks",
  "pgstattuple",
  "postgres_fdw",
  "sslinfo",
  "tablefunc",
  "tcn",
  "unaccent",
  "uuid-ossp",
  "xml2",
] as const;

/**
 * `value.name` calls a function of one argument (after defaults). Immutable built-ins are harmless; every other one is
 * listed here.
 */
export async function listAttributeFunctions(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct proname as name from pg_proc
     where pronargs >= 1 and pronargs - pronargdefaults <= 1
       and (provolatile <> 'i' or pronamespace <> 'pg_catalog'::regnamespace)
     order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** @returns those of the extensions above that this server can install (adminpack ended with PostgreSQL 16) */
export async function listAvailable(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select name from pg_available_extensions where name = any ($1) order by 1",
    [EXTENSIONS],
  );
  return rows.map(({ name }) => name);
}
