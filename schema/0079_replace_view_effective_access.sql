-- As in 0058, with both tables under one append in the view itself: only then can the accounts of a person be looked up in
-- their indexes. Through a view of its own every question about one person read everything (1.7 s at a million rows).
create or replace view effective_access with (security_barrier = true) as
select
  access.sort_key, access.subject_account_id, access.subject_provider, access.subject_type, access.subject_id,
  access.subject_label, access.subject_status,
  people.id as person_id, people.name as person_name, people.email as person_email,
  access.resource_node_id, access.resource_provider, access.resource_type, access.resource_id, access.resource_name,
  access.role, access.privilege, access.privilege_rank, access.access_path, access.via, access.condition,
  access.certainty, access.chains_truncated, access.grant_table, access.grant_id
from (
  select refreshed.*, false as is_changed from mv_effective_access as refreshed
  union all
  select overlay.*, true from effective_access_overlay as overlay
) as access
left join canonical_user_provider_links as links
  on links.tenant_id = app_current_tenant_id() and links.account_id = access.subject_account_id
  and links.deleted_at is null and access.subject_type = 'user'
left join canonical_users as people
  on people.tenant_id = links.tenant_id and people.id = links.person_id and people.deleted_at is null
where access.tenant_id = app_current_tenant_id()
  and (
    access.is_changed or access.subject_account_id not in (
      select changed.account_id from effective_access_overlay_accounts as changed
      where changed.tenant_id = app_current_tenant_id()
    )
  );

-- The same rows without their people, for what counts and groups.
create or replace view effective_access_rows with (security_barrier = true) as
select access.sort_key, access.subject_account_id, access.subject_provider, access.subject_type, access.subject_id,
  access.subject_label, access.subject_status, access.resource_node_id, access.resource_provider, access.resource_type,
  access.resource_id, access.resource_name, access.role, access.privilege, access.privilege_rank, access.access_path,
  access.via, access.condition, access.certainty, access.chains_truncated, access.grant_table, access.grant_id
from (
  select refreshed.*, false as is_changed from mv_effective_access as refreshed
  union all
  select overlay.*, true from effective_access_overlay as overlay
) as access
where access.tenant_id = app_current_tenant_id()
  and (
    access.is_changed or access.subject_account_id not in (
      select changed.account_id from effective_access_overlay_accounts as changed
      where changed.tenant_id = app_current_tenant_id()
    )
  );

grant select on effective_access_rows to alxderia_analyst, alxderia_admin;
