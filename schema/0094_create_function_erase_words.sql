-- Erasure of a person (docs/history.md): words that say who somebody is are replaced wherever the organisation's rows
-- hold them, in its logs as well. The caller has the owner's rights and signs what it did to the logs; no role may call it.

-- Replaces whole words in any case; a longer word stands before those that are part of it.
create function erase_words(value text, words text[], replacements text[]) returns text
language plpgsql immutable strict
set search_path = pg_catalog, pg_temp
as $$
begin
  for at in 1..cardinality(words) loop
    value := regexp_replace(value, words[at], replacements[at], 'gi');
  end loop;
  return value;
end
$$;

revoke execute on function erase_words(text, text[], text[]) from public;

-- Returns each table with the number of its rows that are changed; of the two logs those rows' numbers as well.
--   words     regular expressions        replacements  one for each
--   own       ids of the person's own records, whose raw records go as a whole
--   dry_run   changes nothing
create function erase_person(words text[], replacements text[], own uuid[], dry_run boolean)
returns table (table_name text, changed bigint, numbers bigint[])
language plpgsql
set search_path = public, pg_temp
as $$
declare
  pattern text := array_to_string(words, '|');
  target record;
  is_own text;
  matches text;
begin
  for target in
    select pg_class.relname as name,
      case pg_class.relname when 'entity_history' then 'gid' when 'audit_log' then 'id' end as number_column,
      bool_or(pg_attribute.attname = 'raw_response') as has_raw,
      string_agg(format('%I::text ~* $1', pg_attribute.attname), ' or ') as found,
      string_agg(format(
        '%1$I = erase_words(%1$I::text, $2, $3)::%2$s', pg_attribute.attname, format_type(pg_attribute.atttypid, null)
      ), ', ') filter (where pg_attribute.attname <> 'raw_response') as cleaned
    from pg_class
    join pg_attribute on pg_attribute.attrelid = pg_class.oid and pg_attribute.attnum > 0
      and not pg_attribute.attisdropped and pg_attribute.attgenerated = ''
      and pg_attribute.atttypid in ('text'::regtype, 'jsonb'::regtype, 'text[]'::regtype)
    where pg_class.relnamespace = 'public'::regnamespace and pg_class.relkind in ('r', 'p') and not pg_class.relispartition
      and pg_class.relname not in ('history_seals', 'history_verifications', 'history_withdrawals', 'tenant_directory')
      and exists (
        select from pg_attribute as tenant where tenant.attrelid = pg_class.oid and tenant.attname = 'tenant_id'
      )
    group by pg_class.relname
    -- the history first: a row that is recorded there and says the same makes no event
    order by pg_class.relname <> 'entity_history', pg_class.relname
  loop
    is_own := case
      when target.has_raw then 'id = any($4)'
      when target.name = 'entity_history' then 'entity_id = any($4)'
      else 'false and $4 is null'
    end;
    matches := format('tenant_id = app_current_tenant_id() and (%s or %s)', is_own, target.found);
    table_name := target.name;
    execute format(
      'select count(*), array_agg(%s) from %I where $2 is not null and $3 is not null and %s',
      coalesce(target.number_column, 'null::bigint'), target.name, matches
    ) into changed, numbers using pattern, words, replacements, own;
    continue when changed = 0;
    if not dry_run then
      execute format('alter table %I disable trigger user', target.name);
      execute format(
        'update %I set %s%s where %s', target.name,
        case
          -- what was read last is not what is here any more: the next ingest writes it anew if the source still has it
          when target.has_raw then format(
            'raw_response = case when %s then ''{}'' else erase_words(raw_response::text, $2, $3)::jsonb end, content_hash = ''\x'', ',
            is_own
          )
          when target.name = 'entity_history' then 'hash_version = 0, '
          else ''
        end,
        case target.name
          when 'entity_history' then format(
            $sql$state = erase_words(case when %s and state::jsonb ? 'raw_response'
              then canonical_json(state::jsonb || '{"raw_response": {}}') else state end, $2, $3),
            actor = erase_words(actor, $2, $3),
            delta = erase_words((delta - 'raw_response')::text, $2, $3)::jsonb$sql$, is_own
          )
          else target.cleaned
        end,
        matches
      ) using pattern, words, replacements, own;
      execute format('alter table %I enable trigger user', target.name);
    end if;
    return next;
  end loop;
end
$$;

revoke execute on function erase_person(text[], text[], uuid[], boolean) from public;
