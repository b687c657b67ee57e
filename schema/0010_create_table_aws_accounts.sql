create table aws_accounts (
  like source_row including all,
  account_id text not null,
  name text,
  arn text,
  email text,
  state text,
  joined_at timestamptz
);

create index aws_accounts_account_id_idx on aws_accounts (tenant_id, account_id);

select protect_tenant_table('aws_accounts');
