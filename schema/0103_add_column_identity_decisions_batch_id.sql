-- Decisions that were made by one rule at once share a number, so that they are undone at once.
alter table identity_decisions add column batch_id uuid;

create index identity_decisions_batch_idx on identity_decisions (tenant_id, batch_id) where batch_id is not null;
create index identity_decisions_newest_idx on identity_decisions (tenant_id, decided_at desc, id);
