-- The tree above the accounts: the units, and who is whose parent.
create table aws_organizational_units (
  like source_row including all,
  ou_id text not null,
  name text,
  arn text
);

select protect_tenant_table('aws_organizational_units');

create table aws_organization_parents (
  like source_row including all,
  child_id text not null,
  parent_id text not null,
  parent_type text
);

select protect_tenant_table('aws_organization_parents');
