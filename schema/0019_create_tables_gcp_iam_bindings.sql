-- One row a member of a binding. The same role may stand in several bindings with different conditions, so the key is
-- (resource, role, member, condition). `resource` is as the source writes it: a project by id or by number.
create table gcp_iam_bindings (
  like source_row including all,
  resource text not null,
  role text not null,
  member text not null,
  condition jsonb
);

select protect_tenant_table('gcp_iam_bindings');

-- The policies as they came, those of other assets (buckets, topics, …) too.
create table gcp_iam_policies (
  like source_row including all,
  resource text not null,
  origin text not null
);

select protect_tenant_table('gcp_iam_policies');
