import type pg from "pg";

/** One line a fact, so that two schemas can be compared and a difference names itself. */
const FACTS = `
  with relations as (
    select pg_class.*
    from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S', 'i', 'I')
      and not exists (select from pg_depend where pg_depend.objid = pg_class.oid and pg_depend.deptype = 'e')
  ), functions as (
    select pg_proc.*
    from pg_proc
    where pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend where pg_depend.objid = pg_proc.oid and pg_depend.deptype = 'e')
  )
  select format('relation %s %s rls %s forced %s options %s', relkind, relname, relrowsecurity, relforcerowsecurity,
    reloptions) as fact
  from relations
  union all
  select format('column %s.%s %s %s default %s collation %s', relname, attname,
    format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid), attcollation::regcollation)
  from relations
  join pg_attribute on attrelid = relations.oid and attnum > 0 and not attisdropped
  left join pg_attrdef on adrelid = attrelid and adnum = attnum
  union all
  select 'index ' || pg_get_indexdef(relations.oid) from relations where relkind in ('i', 'I')
  union all
  select format('constraint %s %s %s', relname, conname, pg_get_constraintdef(pg_constraint.oid))
  from relations join pg_constraint on conrelid = relations.oid
  where contype <> 'n' -- 18 lists not null here as well
  union all
  select format('policy %s %s %s %s using %s check %s', tablename, policyname, roles, cmd, qual, with_check)
  from pg_policies where schemaname = 'public'
  union all
  select 'trigger ' || pg_get_triggerdef(pg_trigger.oid)
  from relations join pg_trigger on tgrelid = relations.oid where not tgisinternal
  union all
  select format('view %s md5 %s', relname, md5(pg_get_viewdef(relations.oid))) from relations where relkind in ('v', 'm')
  union all
  select format('function %s', pg_get_functiondef(functions.oid)) from functions
  union all
  select format('grant %s on %s to %s', privilege_type, relname, coalesce(nullif(grantee, 0)::regrole::text, 'public'))
  from relations cross join lateral aclexplode(relacl)
  where grantee <> relowner
  union all
  select format('grant %s on %s to %s', privilege_type, functions.oid::regprocedure,
    coalesce(nullif(grantee, 0)::regrole::text, 'public'))
  from functions cross join lateral aclexplode(coalesce(proacl, acldefault('f', proowner)))
  where grantee <> proowner
  union all
  select format('extension %s', extname) from pg_extension`;

/** The schema `public` in sorted lines: relations, columns, indexes, constraints, policies, triggers, functions, grants. */
export async function describeSchema(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ fact: string }>(FACTS);
  return rows.map((row) => row.fact).sort();
}
