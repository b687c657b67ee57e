create table github_organisations (
  like source_row including all,
  organisation text not null,
  login text not null,
  organisation_id text,
  name text,
  default_repository_permission text,
  two_factor_requirement_enabled boolean
);

select protect_tenant_table('github_organisations');
