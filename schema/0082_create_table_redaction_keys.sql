-- A plain hash of a local part is undone by a list of names. The redacted views use HMAC-SHA-256 (RFC 2104) with a key of
-- the tenant, which no role may read, the one that reads the views least of all.
--   inner_key, outer_key   the key, filled up to 64 bytes, xor 0x36… and 0x5c…: what the two hashes begin with
create table redaction_keys (
  tenant_id uuid primary key references tenants (id),
  inner_key bytea not null check (octet_length(inner_key) = 64),
  outer_key bytea not null check (octet_length(outer_key) = 64)
);

select protect_tenant_table('redaction_keys');
revoke all on redaction_keys from alxderia_admin, alxderia_ingest, alxderia_analyst;

create function padded_key(key bytea, pad integer) returns bytea
language plpgsql immutable strict
set search_path = pg_catalog, pg_temp
as $$
declare
  padded bytea := key || decode(repeat('00', 64 - octet_length(key)), 'hex');
begin
  for position in 0..63 loop
    padded := set_byte(padded, position, get_byte(padded, position) # pad);
  end loop;
  return padded;
end
$$;

revoke execute on function padded_key(bytea, integer) from public;

create function make_redaction_key() returns trigger
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  -- three UUIDs hold 366 random bits, more than the 256 that are kept
  key bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
begin
  insert into redaction_keys values (new.id, padded_key(key, 54), padded_key(key, 92)) on conflict do nothing;
  return null;
end
$$;

revoke execute on function make_redaction_key() from public;

create trigger tenants_redaction_key after insert or update on tenants
  for each row execute function make_redaction_key();

-- Tenants from before the trigger: writing a row unchanged is enough. The owner is held to one tenant at a time.
do $$
declare
  tenant uuid;
begin
  for tenant in select id from tenant_directory loop
    perform set_config('app.current_tenant_id', tenant::text, true);
    update tenants set slug = slug where id = tenant;
  end loop;
  perform set_config('app.current_tenant_id', '', true);
end
$$;

-- Without a key it is null: nothing is shown rather than something that can be undone.
create function redact_email(email text, inner_key bytea, outer_key bytea) returns text
language sql immutable strict parallel safe
as $$
  select 'user-' || left(encode(sha256(
    outer_key || sha256(inner_key || convert_to(lower(split_part(email, '@', 1)), 'UTF8'))
  ), 'hex'), 16) || '@' || split_part(email, '@', 2)
$$;

revoke execute on function redact_email(text, bytea, bytea) from public;
grant execute on function redact_email(text, bytea, bytea) to alxderia_readonly, alxderia_admin;

create or replace view redacted_people with (security_barrier = true) as
select canonical_users.id, redact_name(canonical_users.name) as name,
  redact_email(canonical_users.email, keys.inner_key, keys.outer_key) as email
from canonical_users
left join redaction_keys as keys on keys.tenant_id = canonical_users.tenant_id
where canonical_users.tenant_id = app_current_tenant_id() and canonical_users.deleted_at is null;

create or replace view redacted_accounts with (security_barrier = true) as
select accounts.id, accounts.provider, accounts.type, accounts.status,
  case
    when accounts.label like '%@%' then redact_email(accounts.label, keys.inner_key, keys.outer_key)
    else redact_name(accounts.label)
  end as label
from accounts
left join redaction_keys as keys on keys.tenant_id = accounts.tenant_id
where accounts.tenant_id = app_current_tenant_id() and accounts.deleted_at is null;

drop function redact_email(text);
