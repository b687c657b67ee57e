-- The small parts of effective access that questions over everybody ask for. Those that hold all that is counted are read
-- without the rows themselves, which are 700 bytes wide.
create index mv_effective_access_privileged_idx on mv_effective_access (tenant_id, subject_account_id)
  include (privilege_rank, subject_type, subject_status, resource_node_id, resource_provider, resource_type)
  where privilege_rank >= 3;
create index mv_effective_access_suspended_idx on mv_effective_access (tenant_id, subject_account_id)
  include (privilege_rank, resource_node_id, resource_provider, resource_type)
  where subject_status = 'suspended';
create index mv_effective_access_service_idx on mv_effective_access (tenant_id, subject_account_id)
  where subject_type = 'service_account';
create index mv_effective_access_direct_idx on mv_effective_access (tenant_id, subject_account_id)
  where access_path = 'direct' and resource_type <> 'github_organization';
