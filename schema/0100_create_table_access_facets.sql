-- How many rows of effective access there are of each kind, kept by every refresh: the facets of the access explorer and its
-- groups by role are sums over a few thousand of these, where counting a million rows takes half a second.
create table access_facets (
  tenant_id uuid not null,
  subject_provider text not null,
  resource_type text not null,
  access_path text not null,
  subject_status text not null,
  privilege_rank smallint not null,
  role text collate "C" not null,
  rows bigint not null check (rows >= 0),
  primary key (tenant_id, role, subject_provider, resource_type, access_path, subject_status, privilege_rank)
);

select protect_tenant_table('access_facets');
grant delete on access_facets to alxderia_ingest;

do $$
declare
  tenant uuid;
begin
  for tenant in select id from tenant_directory loop
    perform set_config('app.current_tenant_id', tenant::text, true);
    insert into access_facets
    select tenant, access.subject_provider, access.resource_type, access.access_path, access.subject_status,
      access.privilege_rank, access.role, count(*)
    from effective_access_rows as access
    group by access.subject_provider, access.resource_type, access.access_path, access.subject_status,
      access.privilege_rank, access.role;
  end loop;
  perform set_config('app.current_tenant_id', '', true);
end
$$;
