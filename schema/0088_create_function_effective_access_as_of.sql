-- The order of the contract begins with the subject, so a page of a time walks the accounts of that time by this index.
create index access_span_accounts_native_id_idx on access_span_accounts (tenant_id, provider, native_id);
-- Since when anything is remembered.
create index access_span_accounts_from_idx on access_span_accounts (tenant_id, valid_from);

-- What `effective_access` was at a time, with its columns. Runs with the reader's rights and is merged into the question.
-- For pages in the order of sort_key ask for
--   order by subject_provider collate "C", subject_id collate "C", sort_key
-- which is the same order (the key begins with both) and lets the accounts be walked one by one. The names are collated
-- as what a function returns is, so the order has to say otherwise.
create function effective_access_as_of(at timestamptz) returns table (
  sort_key bytea, subject_account_id uuid, subject_provider text, subject_type text, subject_id text,
  subject_label text, subject_status text, person_id uuid, person_name text, person_email text, resource_node_id uuid,
  resource_provider text, resource_type text, resource_id text, resource_name text, role text, privilege text,
  privilege_rank smallint, access_path text, via jsonb, condition jsonb, certainty text, chains_truncated boolean,
  grant_table text, grant_id uuid
)
language sql stable
as $$
  select keyed.sort_key, accounts.account_id, accounts.provider, accounts.type, accounts.native_id, accounts.label,
    accounts.status, people.person_id, people.name, people.email, resources.resource_id, resources.provider,
    resources.type, resources.native_id, resources.name, spans.role, spans.privilege,
    array_position(array['none', 'read', 'write', 'admin', 'owner'], spans.privilege)::smallint - 1::smallint,
    spans.access_path, spans.via, spans.condition, spans.certainty, spans.chains_truncated, spans.grant_table,
    spans.grant_id
  from access_span_accounts as accounts
  join access_spans as spans on spans.account_id = accounts.account_id
    and spans.valid_from <= at and (spans.valid_until is null or spans.valid_until > at)
  join access_span_resources as resources on resources.resource_id = spans.resource_id
    and resources.valid_from <= at and (resources.valid_until is null or resources.valid_until > at)
  left join access_span_people as people on accounts.type = 'user' and people.account_id = accounts.account_id
    and people.valid_from <= at and (people.valid_until is null or people.valid_until > at)
  -- as effective_access_query makes it (0058)
  cross join lateral (
    select convert_to(concat_ws(e'\x01',
      accounts.provider, accounts.native_id, resources.type, resources.native_id, spans.role, spans.access_path,
      coalesce((
        select string_agg(hop.value ->> 'id', e'\x01' order by hop.ordinality)
        from jsonb_array_elements(spans.via) with ordinality as hop
      ), ''),
      e'\x01', spans.condition, spans.privilege, spans.certainty, accounts.account_id
    ), 'UTF8') as bytes
    offset 0
  ) as long_key
  cross join lateral (
    select case when octet_length(long_key.bytes) <= 2000 then long_key.bytes
      else substring(long_key.bytes from 1 for 1968) || sha256(long_key.bytes)
    end as sort_key
  ) as keyed
  where accounts.valid_from <= at and (accounts.valid_until is null or accounts.valid_until > at)
$$;

revoke execute on function effective_access_as_of(timestamptz) from public;
grant execute on function effective_access_as_of(timestamptz) to alxderia_analyst, alxderia_ingest, alxderia_admin;
