-- Managed policies with the document of their default version, and the roles of the account.
create table aws_iam_policies (
  like source_row including all,
  account_id text not null,
  arn text not null,
  policy_name text not null,
  document jsonb
);

select protect_tenant_table('aws_iam_policies');

create table aws_iam_roles (
  like source_row including all,
  account_id text not null,
  arn text not null,
  role_id text,
  role_name text not null
);

select protect_tenant_table('aws_iam_roles');
