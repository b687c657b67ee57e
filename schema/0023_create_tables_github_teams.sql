create table github_teams (
  like source_row including all,
  organisation text not null,
  team_id text not null,
  slug text not null,
  name text,
  parent_team_id text,
  privacy text
);

select protect_tenant_table('github_teams');

-- As listed: the REST list of a team holds the members of its child teams too.
create table github_team_memberships (
  like source_row including all,
  organisation text not null,
  team_slug text not null,
  user_id text not null
);

create index github_team_memberships_team_idx on github_team_memberships (tenant_id, organisation, team_slug);

select protect_tenant_table('github_team_memberships');
