-- Permission sets, the instances that they belong to, and the policies that they carry.
create table aws_identity_center_instances (
  like source_row including all,
  instance_arn text not null,
  instance_id text not null,
  identity_store_id text not null,
  owner_account_id text,
  status text
);

select protect_tenant_table('aws_identity_center_instances');

create table aws_permission_sets (
  like source_row including all,
  permission_set_arn text not null,
  permission_set_id text not null,
  instance_id text,
  name text,
  description text,
  session_duration text
);

select protect_tenant_table('aws_permission_sets');

create table aws_permission_set_policies (
  like source_row including all,
  permission_set_id text not null,
  kind text not null check (kind in ('managed', 'inline')),
  policy_name text not null,
  policy_arn text,
  document jsonb
);

select protect_tenant_table('aws_permission_set_policies');
