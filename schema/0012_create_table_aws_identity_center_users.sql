create table aws_identity_center_users (
  like source_row including all,
  identity_store_id text not null default '',
  user_id text not null,
  user_name text,
  display_name text,
  emails text[] not null default '{}',
  primary_email text,
  external_ids text[] not null default '{}',
  user_status text
);

create index aws_identity_center_users_user_id_idx on aws_identity_center_users (tenant_id, user_id);

select protect_tenant_table('aws_identity_center_users');
