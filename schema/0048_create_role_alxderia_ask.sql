-- Who runs SQL that a model or a person wrote (docs/ask-guard.md). It may select what questions may read, and that is
-- all: no write anywhere, no audit log, no history, no list of tenants, not the materialised view.
do $$
begin
  perform pg_advisory_xact_lock(hashtext('alxderia roles'));
  begin
    create role alxderia_ask nologin noinherit;
  exception when duplicate_object or unique_violation then
    null;
  end;
  if not exists (
    select from pg_auth_members
    where roleid = 'alxderia_ask'::regrole and member = 'alxderia_app'::regrole and set_option
  ) then
    grant alxderia_ask to alxderia_app with inherit false, set true;
  end if;
  -- Without superuser (Aurora, Cloud SQL) whoever migrates may be whoever runs the product.
  if not (select rolsuper from pg_roles where rolname = current_user) and not exists (
    select from pg_auth_members
    where roleid = 'alxderia_ask'::regrole and member = current_user::regrole and set_option
  ) then
    execute format('grant alxderia_ask to %I with inherit false, set true', current_user);
  end if;
  -- A bound on temporary files is set at the start of a session, before it takes the role that cannot change it.
  if (select rolsuper from pg_roles where rolname = current_user)
    and not has_parameter_privilege('alxderia_app', 'temp_file_limit', 'set') then
    grant set on parameter temp_file_limit to alxderia_app;
  end if;
exception when unique_violation then
  -- another database of the cluster granted the same at the same time
  null;
end
$$;

grant usage on schema public to alxderia_ask;
grant execute on function app_current_tenant_id() to alxderia_ask;

-- app/ask/guard/relations.ts names the same tables; a test holds the two together.
grant select on
  access_groups, access_refreshes, accounts, aws_account_assignments, aws_accounts, aws_iam_credential_reports,
  aws_iam_grants, aws_iam_groups, aws_iam_policies, aws_iam_roles, aws_iam_users, aws_identity_center_groups,
  aws_identity_center_instances, aws_identity_center_memberships, aws_identity_center_users, aws_organization_parents,
  aws_organizational_units, aws_permission_set_policies, aws_permission_sets, canonical_emails,
  canonical_user_provider_links, canonical_users, collected_listings, gcp_folders, gcp_iam_bindings, gcp_iam_policies,
  gcp_organisations, gcp_projects, github_org_memberships, github_organisations, github_repo_collaborator_permissions,
  github_repo_team_permissions, github_repositories, github_team_memberships, github_teams, github_users,
  google_workspace_groups, google_workspace_memberships, google_workspace_users, group_chains, identity_decisions,
  identity_reconciliation_queue, resources, role_privileges, sync_files, sync_runs, sync_scopes, effective_access
to alxderia_ask;
