create table aws_identity_center_groups (
  like source_row including all,
  identity_store_id text not null default '',
  group_id text not null,
  display_name text
);

create index aws_identity_center_groups_group_id_idx on aws_identity_center_groups (tenant_id, group_id);

select protect_tenant_table('aws_identity_center_groups');

create table aws_identity_center_memberships (
  like source_row including all,
  identity_store_id text not null default '',
  group_id text not null,
  member_user_id text not null,
  membership_id text
);

create index aws_identity_center_memberships_group_idx on aws_identity_center_memberships (tenant_id, group_id);

select protect_tenant_table('aws_identity_center_memberships');
