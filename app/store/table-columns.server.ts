import type pg from "pg";

/** A table's own columns, without those that every source table has (schema/0005). */
export type Column = { name: string; fallback: string | null };

const cache = new Map<string, Column[]>();

/** Reads them from the catalogue, so that a new table is one migration and nothing to keep in step here. */
export async function readColumns(client: pg.PoolClient, table: string): Promise<Column[]> {
  const known = cache.get(table);
  if (known) return known;
  const { rows } = await client.query<Column>(
    `select pg_attribute.attname as name,
       case when pg_attribute.attnotnull then pg_get_expr(pg_attrdef.adbin, pg_attrdef.adrelid) end as fallback
     from pg_attribute
     left join pg_attrdef on pg_attrdef.adrelid = pg_attribute.attrelid and pg_attrdef.adnum = pg_attribute.attnum
     where pg_attribute.attrelid = $1::regclass and pg_attribute.attnum > 0 and not pg_attribute.attisdropped
       and not exists (
         select from pg_attribute as common
         where common.attrelid = 'source_row'::regclass and common.attname = pg_attribute.attname
       )
     order by pg_attribute.attnum`,
    [table],
  );
  cache.set(table, rows);
  return rows;
}
