import { z } from "zod";
import type { Database } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

const AnalystColumn = z.object({
  relation: z.string(),
  column: z.string(),
  type: z.string(),
  comment: z.string().nullable(),
});

// What stands first in the search path is what the name means.
const columnList = defineStatement(
  "analyst_column_list",
  AnalystColumn,
  `select pg_class.relname as relation, pg_attribute.attname as column,
  format_type(pg_attribute.atttypid, pg_attribute.atttypmod) as type,
  col_description(pg_class.oid, pg_attribute.attnum) as comment
from pg_class
join pg_attribute on pg_attribute.attrelid = pg_class.oid and pg_attribute.attnum > 0 and not pg_attribute.attisdropped
where pg_class.relnamespace = 'public'::regnamespace and pg_class.relname = any($1::text[])
order by pg_class.relname, pg_attribute.attnum`,
);

/** Columns of the relations, as the database describes them: the schema's own names, and nobody's data. */
export async function listAnalystColumns(
  database: Pick<Database, "query">,
  relations: readonly string[],
): Promise<z.infer<typeof AnalystColumn>[]> {
  return database.query(columnList, [relations]);
}
