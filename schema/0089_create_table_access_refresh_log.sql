-- Which entries of the history each refresh of effective access worked in: (from_gid, until_gid]. What changed at
-- `refreshed_at` (access_spans) has its cause among these (docs/decisions/0034). A refresh that worked in nothing, by hand
-- or after a release, has until_gid = from_gid.
create table access_refresh_log (
  tenant_id uuid not null,
  refreshed_at timestamptz not null,
  run_id uuid,
  from_gid bigint not null,
  until_gid bigint not null,
  primary key (tenant_id, refreshed_at),
  check (until_gid >= from_gid)
);

select protect_tenant_table('access_refresh_log');

-- The feed of changes walks a time account by account. With the account behind the time equal keys still stand once, as
-- long as an account has several rows; these serve whoever asks for the time alone, too.
create index access_spans_from_account_idx on access_spans (tenant_id, valid_from, account_id);
create index access_spans_until_account_idx on access_spans (tenant_id, valid_until, account_id)
  where valid_until is not null;
drop index access_spans_from_idx;
drop index access_spans_until_idx;
