create table aws_iam_users (
  like source_row including all,
  account_id text not null,
  arn text not null,
  user_id text,
  user_name text,
  email_tag text,
  group_names text[] not null default '{}',
  permissions_boundary_arn text,
  created_on timestamptz
);

select protect_tenant_table('aws_iam_users');

-- The credential report is the only export that knows second factors, passwords and keys.
create table aws_iam_credential_reports (
  like source_row including all,
  account_id text not null,
  arn text not null,
  user_name text not null,
  password_enabled boolean,
  password_last_used timestamptz,
  mfa_active boolean,
  access_key_1_active boolean,
  access_key_1_last_rotated timestamptz,
  access_key_2_active boolean,
  access_key_2_last_rotated timestamptz
);

select protect_tenant_table('aws_iam_credential_reports');

create table aws_iam_groups (
  like source_row including all,
  account_id text not null,
  arn text not null,
  group_id text,
  group_name text not null
);

select protect_tenant_table('aws_iam_groups');
