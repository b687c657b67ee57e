-- What changed since a day, newest first, is asked of accounts, memberships and grants. The last that a first ingest writes
-- are people and links: 285,000 events that were read and left out one by one.
create index entity_history_facts_idx on entity_history (tenant_id, xid, gid)
  where operation <> 'SNAPSHOT' and entity_type in (
    'google_workspace_users', 'google_workspace_memberships', 'aws_identity_center_users',
    'aws_identity_center_memberships', 'aws_account_assignments', 'aws_iam_users', 'gcp_iam_bindings', 'github_users',
    'github_org_memberships', 'github_team_memberships', 'github_repo_team_permissions',
    'github_repo_collaborator_permissions'
  );
