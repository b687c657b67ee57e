-- One row for each kind of file that names the user: a listing knows the id, the profile knows name and e-mail, the
-- two GraphQL exports know verified e-mails and the SAML identity. No file may hide what another one says.
create table github_users (
  like source_row including all,
  organisation text not null,
  origin text not null check (origin in (
    'member', 'outside_collaborator', 'team_member', 'collaborator', 'profile', 'verified_emails', 'saml_identity'
  )),
  user_id text,
  login text,
  user_type text,
  name text,
  email text,
  evidence_emails text[] not null default '{}'
);

create index github_users_user_id_idx on github_users (tenant_id, user_id);

select protect_tenant_table('github_users');
