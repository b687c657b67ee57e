create table google_workspace_users (
  like source_row including all,
  user_id text not null,
  primary_email text,
  full_name text,
  aliases text[] not null default '{}',
  customer_id text,
  suspended boolean,
  archived boolean,
  is_admin boolean,
  is_enrolled_in_2sv boolean,
  last_login_at timestamptz,
  org_unit_path text,
  manager_email text
);

create index google_workspace_users_user_id_idx on google_workspace_users (tenant_id, user_id);

select protect_tenant_table('google_workspace_users');
