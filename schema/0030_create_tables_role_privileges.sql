-- What each native role in use means on the ladder, as app/model/privileges.ts says. `known` is false for a role that
-- the mapping does not name (it counts as read, and `alxderia doctor` lists it).
create table role_privileges (
  tenant_id uuid not null,
  provider text not null check (provider in ('aws_identity_center', 'gcp', 'github')),
  role_key text not null,
  privilege text not null check (privilege in ('none', 'read', 'write', 'admin', 'owner')),
  known boolean not null,
  primary key (tenant_id, provider, role_key)
);

select protect_tenant_table('role_privileges');
grant delete on role_privileges to alxderia_ingest;

-- What each policy of each IAM user allows once denies and boundary are taken off (app/model/iam-policy.ts).
create table aws_iam_grants (
  id uuid not null,
  tenant_id uuid not null,
  account_node_id uuid not null,
  resource_node_id uuid not null,
  group_node_id uuid,
  policy_name text not null,
  privilege text not null check (privilege in ('none', 'read', 'write', 'admin', 'owner')),
  known boolean not null,
  source_id uuid not null,
  primary key (id, tenant_id)
);

select protect_tenant_table('aws_iam_grants');
grant delete on aws_iam_grants to alxderia_ingest;
