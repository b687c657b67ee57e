-- What alxderia_readonly may see: structure without personal data. Local parts of e-mails become a short pseudonym,
-- names keep their initials, raw records are left out.
create function redact_email(email text) returns text
language sql immutable strict parallel safe
as $$
  select 'user-' || left(encode(sha256(convert_to(lower(split_part(email, '@', 1)), 'UTF8')), 'hex'), 8)
    || '@' || split_part(email, '@', 2)
$$;

create function redact_name(name text) returns text
language sql immutable strict parallel safe
as $$ select regexp_replace(name, '(\S)\S*', '\1.', 'g') $$;

revoke execute on function redact_email(text), redact_name(text) from public;
grant execute on function redact_email(text), redact_name(text) to alxderia_readonly, alxderia_admin;

create view redacted_people with (security_barrier = true) as
select canonical_users.id, redact_name(canonical_users.name) as name, redact_email(canonical_users.email) as email
from canonical_users
where canonical_users.tenant_id = app_current_tenant_id() and canonical_users.deleted_at is null;

create view redacted_accounts with (security_barrier = true) as
select accounts.id, accounts.provider, accounts.type, accounts.status,
  case when accounts.label like '%@%' then redact_email(accounts.label) else redact_name(accounts.label) end as label
from accounts
where accounts.tenant_id = app_current_tenant_id() and accounts.deleted_at is null;

create view redacted_effective_access with (security_barrier = true) as
select
  mv_effective_access.subject_account_id, mv_effective_access.subject_provider, mv_effective_access.subject_type,
  mv_effective_access.subject_status,
  mv_effective_access.resource_type, mv_effective_access.resource_id, mv_effective_access.resource_name,
  mv_effective_access.role, mv_effective_access.privilege, mv_effective_access.access_path,
  mv_effective_access.certainty
from mv_effective_access
where mv_effective_access.tenant_id = app_current_tenant_id();

revoke all on redacted_people, redacted_accounts, redacted_effective_access from public;
grant select on redacted_people, redacted_accounts, redacted_effective_access to alxderia_readonly, alxderia_admin;
