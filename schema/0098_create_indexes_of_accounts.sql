-- Questions over everybody ask of all accounts what kind they are and whether they are suspended. With both in the index
-- the accounts are read from it alone: reading the table compares the tenant of each row, which is a third of the answer.
drop index accounts_native_id_idx;
create index accounts_native_id_idx on accounts (tenant_id, provider, native_id, id) include (type, status)
  where deleted_at is null;

-- The few that are no living user: whoever counts people leaves these out, instead of looking up the kind of each account.
create index accounts_beside_users_idx on accounts (tenant_id, id) include (type, deleted_at)
  where type <> 'user' or deleted_at is not null;

-- Whose an account is now and what that person is called, in the order of the accounts.
create index access_span_people_living_idx on access_span_people (tenant_id, account_id) include (person_id, name)
  where valid_until is null;
