-- Organisations, folders and projects. parent is 'organizations/<n>', 'folders/<n>' or null.
create table gcp_organisations (
  like source_row including all,
  organisation_id text not null,
  display_name text,
  directory_customer_id text,
  state text
);

select protect_tenant_table('gcp_organisations');

create table gcp_folders (
  like source_row including all,
  folder_id text not null,
  display_name text,
  parent text,
  state text
);

select protect_tenant_table('gcp_folders');

create table gcp_projects (
  like source_row including all,
  project_id text not null,
  project_number text,
  display_name text,
  parent text,
  state text
);

select protect_tenant_table('gcp_projects');
