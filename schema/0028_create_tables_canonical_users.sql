-- People, the e-mails that are theirs, the accounts that belong to them, and the accounts that nobody could place.
create table canonical_users (
  like source_row including all,
  name text not null,
  email text
);

create index canonical_users_name_idx on canonical_users (tenant_id, name collate "C", id) where deleted_at is null;

select protect_tenant_table('canonical_users');

create table canonical_emails (
  like source_row including all,
  email text not null,
  person_id uuid not null
);

create index canonical_emails_person_idx on canonical_emails (tenant_id, person_id);
create index canonical_emails_email_idx on canonical_emails (tenant_id, email);

select protect_tenant_table('canonical_emails');

create table canonical_user_provider_links (
  like source_row including all,
  account_id uuid not null,
  person_id uuid not null,
  method text not null check (method in (
    'anchor', 'external_id', 'email', 'verified_email', 'saml', 'public_email', 'email_tag', 'decision'
  )),
  evidence text not null
);

create index canonical_user_provider_links_person_idx on canonical_user_provider_links (tenant_id, person_id);
create index canonical_user_provider_links_account_idx on canonical_user_provider_links (tenant_id, account_id);

select protect_tenant_table('canonical_user_provider_links');
