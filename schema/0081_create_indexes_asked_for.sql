-- Parts of tables that questions over everybody read, without the records beside them.

-- Which group is in which: a few thousand rows of a table that holds every member of every group.
create index access_memberships_groups_idx on access_memberships (tenant_id, group_id, member_id)
  where member_kind = 'group';

create index accounts_suspended_idx on accounts (tenant_id, provider) where status = 'suspended' and deleted_at is null;

create index google_workspace_users_sign_in_idx on google_workspace_users (tenant_id, user_id)
  include (is_enrolled_in_2sv, last_login_at) where deleted_at is null;

create index canonical_user_provider_links_living_idx on canonical_user_provider_links (tenant_id, account_id)
  include (person_id) where deleted_at is null;
