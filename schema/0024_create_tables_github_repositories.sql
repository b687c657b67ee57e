create table github_repositories (
  like source_row including all,
  organisation text not null,
  repository text not null,
  repository_id text,
  visibility text,
  archived boolean
);

select protect_tenant_table('github_repositories');

-- role_rank: 1 read, 2 triage, 3 write, 4 maintain, 5 admin; a custom role ranks by its booleans.
create table github_repo_team_permissions (
  like source_row including all,
  organisation text not null,
  team_slug text not null,
  repository text not null,
  role text not null,
  role_rank smallint not null
);

select protect_tenant_table('github_repo_team_permissions');

create table github_repo_collaborator_permissions (
  like source_row including all,
  organisation text not null,
  repository text not null,
  user_id text not null,
  role text not null,
  role_rank smallint not null
);

select protect_tenant_table('github_repo_collaborator_permissions');
