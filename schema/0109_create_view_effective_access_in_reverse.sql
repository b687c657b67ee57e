-- effective_access_in_order (0058) from its other end: each branch walks its index backwards, so that the last page costs
-- what the first one does and nothing is sorted. No index of its own (docs/decisions/0044).
create view effective_access_in_reverse with (security_barrier = true) as
select
  access.sort_key, access.subject_account_id, access.subject_provider, access.subject_type, access.subject_id,
  access.subject_label, access.subject_status,
  people.id as person_id, people.name as person_name, people.email as person_email,
  access.resource_node_id, access.resource_provider, access.resource_type, access.resource_id, access.resource_name,
  access.role, access.privilege, access.privilege_rank, access.access_path, access.via, access.condition,
  access.certainty, access.chains_truncated, access.grant_table, access.grant_id
from (
  (select refreshed.* from mv_effective_access as refreshed
   where refreshed.tenant_id = app_current_tenant_id()
     and refreshed.subject_account_id not in (
       select changed.account_id from effective_access_overlay_accounts as changed
       where changed.tenant_id = app_current_tenant_id()
     )
   order by refreshed.sort_key desc)
  union all
  (select overlay.* from effective_access_overlay as overlay
   where overlay.tenant_id = app_current_tenant_id()
   order by overlay.sort_key desc)
) as access
left join lateral (
  select canonical_users.id, canonical_users.name, canonical_users.email
  from canonical_user_provider_links as links
  join canonical_users on canonical_users.tenant_id = links.tenant_id and canonical_users.id = links.person_id
    and canonical_users.deleted_at is null
  where links.tenant_id = app_current_tenant_id() and links.account_id = access.subject_account_id
    and links.deleted_at is null and access.subject_type = 'user'
  limit 1
) as people on true
order by access.sort_key desc;

revoke all on effective_access_in_reverse from public;
grant select on effective_access_in_reverse to alxderia_analyst, alxderia_admin;
