-- A person can stand in several listings of the same organisation; each listing is a fact of its own.
create table github_org_memberships (
  like source_row including all,
  organisation text not null,
  user_id text not null,
  listing text not null check (listing in ('member', 'admin', 'outside_collaborator', '2fa_disabled'))
);

create index github_org_memberships_user_idx on github_org_memberships (tenant_id, user_id);

select protect_tenant_table('github_org_memberships');
