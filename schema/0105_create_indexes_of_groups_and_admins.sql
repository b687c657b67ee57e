-- Small parts that questions over all groups and all resources ask for (docs/performance.md).

-- Who controls a Workspace group: one membership of many.
create index google_workspace_memberships_controllers_idx on google_workspace_memberships (tenant_id, id)
  where member_role in ('OWNER', 'MANAGER') and deleted_at is null;

-- Members of Workspace groups that no source lists.
create index accounts_outsiders_idx on accounts (tenant_id, id)
  where provider = 'google_workspace' and type = 'user' and not listed and deleted_at is null;

-- Who administers what, in the order of the accounts: questions over all admins merge it with what is known of accounts.
create index access_holdings_privileged_idx on access_holdings (tenant_id, account_id)
  include (privilege_rank, resource_id) where privilege_rank >= 3;

-- People with their accounts, by name: whoever shows the first thousand of many stops there.
create index access_span_people_named_idx on access_span_people (tenant_id, name, person_id, account_id)
  where valid_until is null;
