-- Whose an account was, from when to when, as readers saw it: beside access_spans, so that what was answered at a time can
-- be answered again with the person of that time. Written with the links themselves; a person who is renamed writes one
-- row for each account. Half open: [valid_from, valid_until), null is still.
create table access_span_people (
  tenant_id uuid not null,
  account_id uuid not null,
  valid_from timestamptz not null,
  valid_until timestamptz,
  person_id uuid not null,
  name text not null,
  email text,
  primary key (tenant_id, account_id, valid_from),
  check (valid_until > valid_from)
);

create index access_span_people_person_idx on access_span_people (tenant_id, person_id);

select protect_tenant_table('access_span_people');

-- Until now people were joined as they are linked now, for every time; so it stays for the times before this migration.
do $$
declare
  tenant uuid;
begin
  for tenant in select id from tenant_directory loop
    perform set_config('app.current_tenant_id', tenant::text, true);
    insert into access_span_people (tenant_id, account_id, valid_from, person_id, name, email)
    select tenant, links.account_id,
      coalesce((select min(valid_from) from access_span_accounts where tenant_id = tenant), now()),
      people.id, people.name, people.email
    from canonical_user_provider_links as links
    join canonical_users as people
      on people.tenant_id = tenant and people.id = links.person_id and people.deleted_at is null
    where links.tenant_id = tenant and links.deleted_at is null;
  end loop;
  perform set_config('app.current_tenant_id', '', true);
end
$$;

analyze access_span_people;
