-- The key is (account, permission set, principal type, principal), all four from the row itself: leaving out the
-- account shows an administrator of three accounts as one of all (cartography#2120).
create table aws_account_assignments (
  like source_row including all,
  account_id text not null,
  permission_set_arn text not null,
  permission_set_id text not null,
  instance_id text,
  principal_type text not null check (principal_type in ('USER', 'GROUP')),
  principal_id text not null
);

create index aws_account_assignments_account_idx on aws_account_assignments (tenant_id, account_id);

select protect_tenant_table('aws_account_assignments');
