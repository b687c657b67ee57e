create extension if not exists pg_trgm;

-- What people search for: names, e-mails, identifiers, in lower case.
--
-- `like` is not leakproof, so behind row-level security it can be no index condition: the planner must not let a
-- caller's condition see rows before the tenant's policy has passed them. Here the condition IS the policy: it is
-- trusted, stands beside the tenant, and the trigram index serves both. The caller only sets the pattern
-- (app.search_pattern); unset finds nothing.
create table search_documents (
  tenant_id uuid not null,
  kind text not null check (kind in ('person', 'account', 'group', 'resource')),
  entity_id uuid not null,
  search_text text not null,
  primary key (tenant_id, kind, entity_id)
);

create index search_documents_text_idx on search_documents using gin (search_text gin_trgm_ops);

alter table search_documents enable row level security;
alter table search_documents force row level security;
create policy tenant_search on search_documents for select to alxderia_analyst, alxderia_readonly, alxderia_audit
  using (
    tenant_id = app_current_tenant_id()
    and search_text like current_setting('app.search_pattern', true)
  );
create policy tenant_upkeep on search_documents to alxderia_ingest, alxderia_admin
  using (tenant_id = app_current_tenant_id())
  with check (tenant_id = app_current_tenant_id());

revoke all on search_documents from public;
grant select on search_documents to alxderia_analyst;
grant select, insert, update, delete on search_documents to alxderia_ingest, alxderia_admin;
