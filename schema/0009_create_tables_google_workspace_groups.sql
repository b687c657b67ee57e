create table google_workspace_groups (
  like source_row including all,
  group_id text not null,
  email text,
  name text,
  aliases text[] not null default '{}',
  direct_members_count integer
);

create index google_workspace_groups_group_id_idx on google_workspace_groups (tenant_id, group_id);

select protect_tenant_table('google_workspace_groups');

-- group_key is the name of the members file: the group's id, its e-mail or an alias, in lower case.
create table google_workspace_memberships (
  like source_row including all,
  group_key text not null,
  member_id text,
  member_email text,
  member_type text not null check (member_type in ('USER', 'GROUP', 'CUSTOMER', 'EXTERNAL', 'UNKNOWN')),
  member_role text,
  member_status text
);

create index google_workspace_memberships_group_idx on google_workspace_memberships (tenant_id, group_key);

select protect_tenant_table('google_workspace_memberships');
