-- What each account's own system says of how it signs in, by account: four sources in one narrow place, so that questions over
-- all admins merge it with what they count instead of gathering it from the records of everybody
-- (docs/decisions/0042-sign-ins-beside-accounts.md). The view says it from the records; the table follows it.
--   mfa           false: no second factor; null, or no row: no source says
--   last_sign_in  null: no source says; 1970 is Workspace's never
create view account_sign_in_facts with (security_invoker = true) as
with workspace as materialized (
  select node_id('account', 'google_workspace', users.user_id) as account_id,
    bool_and(users.is_enrolled_in_2sv) as mfa, max(users.last_login_at) as last_sign_in
  from google_workspace_users as users
  where users.deleted_at is null
  group by users.user_id
), listings as (
  select memberships.scope, bool_or(memberships.listing = '2fa_disabled') as known
  from github_org_memberships as memberships
  where memberships.deleted_at is null
  group by memberships.scope
), facts as (
  select workspace.account_id, workspace.mfa, workspace.last_sign_in from workspace
  union all
  select node_id('account', 'aws_iam', reports.arn), bool_and(reports.mfa_active), max(reports.password_last_used)
  from aws_iam_credential_reports as reports
  where reports.deleted_at is null
  group by reports.arn
  union all
  select node_id('account', 'github', memberships.user_id),
    case
      when bool_or(memberships.listing = '2fa_disabled') then false
      when bool_or(listings.known or organisations.two_factor_requirement_enabled) then true
    end,
    null
  from github_org_memberships as memberships
  join listings on listings.scope = memberships.scope
  left join github_organisations as organisations
    on organisations.scope = memberships.scope and organisations.deleted_at is null
  where memberships.deleted_at is null
  group by memberships.user_id
  union all
  -- Who signs in to Identity Center does so by the Workspace accounts of the same person.
  select links.account_id,
    case when not bool_and(workspace.mfa) then false when not bool_or(workspace.mfa is null) then true end,
    null
  from canonical_user_provider_links as links
  join accounts on accounts.id = links.account_id and accounts.provider = 'aws_identity_center'
    and accounts.type = 'user' and accounts.deleted_at is null
  join canonical_users as people on people.id = links.person_id and people.deleted_at is null
  join canonical_user_provider_links as own on own.person_id = links.person_id and own.deleted_at is null
  join workspace on workspace.account_id = own.account_id
  where links.deleted_at is null
  group by links.account_id
)
select facts.account_id, facts.mfa, facts.last_sign_in
from facts
where facts.mfa is not null or facts.last_sign_in is not null;

revoke all on account_sign_in_facts from public;
grant select on account_sign_in_facts to alxderia_ingest;

create table account_sign_ins (
  tenant_id uuid not null,
  account_id uuid not null,
  mfa boolean,
  last_sign_in timestamptz,
  primary key (tenant_id, account_id) include (mfa, last_sign_in)
);

select protect_tenant_table('account_sign_ins');
grant delete on account_sign_ins to alxderia_ingest;

do $$
declare
  tenant uuid;
begin
  for tenant in select id from tenant_directory loop
    perform set_config('app.current_tenant_id', tenant::text, true);
    insert into account_sign_ins (tenant_id, account_id, mfa, last_sign_in)
    select tenant, account_id, mfa, last_sign_in from account_sign_in_facts
    order by account_id;
  end loop;
  perform set_config('app.current_tenant_id', '', true);
end
$$;

analyze account_sign_ins;
