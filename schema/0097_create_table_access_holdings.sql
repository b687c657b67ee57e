-- What questions about one resource count: the rows of effective access of now, a quarter as wide and without what the
-- account and the person are called, so that the rows of a resource that 50,000 people reach are 1,000 pages and not 38,000
-- (docs/decisions/0037). Exactly the open spans of access_spans, written beside them.
--   row_hash   as in access_spans: what a row is told by
--   first_hop  the label of the first thing between account and resource, null where nothing is
create table access_holdings (
  tenant_id uuid not null,
  account_id uuid not null,
  resource_id uuid not null,
  grant_id uuid,
  row_hash bytea not null,
  privilege_rank smallint not null,
  role text collate "C" not null,
  access_path text not null,
  certainty text not null,
  first_hop text
);

do $$
declare
  tenant uuid;
begin
  for tenant in select id from tenant_directory loop
    perform set_config('app.current_tenant_id', tenant::text, true);
    insert into access_holdings (
      tenant_id, account_id, resource_id, grant_id, row_hash, privilege_rank, role, access_path, certainty, first_hop
    )
    select tenant_id, account_id, resource_id, grant_id, row_hash,
      array_position(array['none', 'read', 'write', 'admin', 'owner'], privilege)::smallint - 1::smallint,
      role, access_path, certainty, via -> 0 ->> 'label'
    from access_spans where tenant_id = tenant and valid_until is null
    order by resource_id, account_id;
  end loop;
  perform set_config('app.current_tenant_id', '', true);
end
$$;

-- As in access_spans, equal keys stand once. No primary key, for the same reason; a test holds the rows apart. The
-- accounts of a resource are in order, so that they are merged with access_span_people_living_idx (0098).
create index access_holdings_account_idx on access_holdings (tenant_id, account_id);
create index access_holdings_resource_idx on access_holdings (tenant_id, resource_id, account_id);

select protect_tenant_table('access_holdings');
grant delete on access_holdings to alxderia_ingest;

analyze access_holdings;
