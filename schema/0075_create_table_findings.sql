-- What a rule (app/findings/rules) found about one subject. A finding is never deleted: it is open, accepted until the end
-- of a day (UTC), or resolved because the data no longer shows it.
--   subject_key        tells the subjects of a rule apart     subject_id   the page of the subject, if it has one
--   sources            what must have been collected whole before the finding may count as resolved
--   unconfirmed_since  it was no longer seen, and something that it rests on was not collected whole
--   evidence           the first rows of the rule's query, evidence_count says how many there are
create table findings (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  rule_id text not null,
  severity_rank smallint not null check (severity_rank between 1 and 4),
  subject_kind text not null check (subject_kind in ('person', 'account', 'group', 'resource', 'grant')),
  subject_key text not null,
  subject_id uuid,
  subject_label text collate "C" not null,
  sources text[] not null,
  state text not null check (state in ('open', 'accepted', 'resolved')),
  evidence jsonb not null,
  evidence_count integer not null,
  opened_at timestamptz not null default clock_timestamp(),
  resolved_at timestamptz,
  unconfirmed_since timestamptz,
  accepted_until date,
  accepted_by text,
  accepted_reason text check (length(accepted_reason) between 1 and 1000),
  primary key (id, tenant_id),
  unique (tenant_id, rule_id, subject_key),
  check ((state = 'resolved') = (resolved_at is not null)),
  check ((state = 'accepted') = (accepted_until is not null)),
  check ((accepted_until is null) = (accepted_reason is null) and (accepted_until is null) = (accepted_by is null))
);

create index findings_order_idx on findings (tenant_id, severity_rank, rule_id, subject_label, id);
create index findings_subject_idx on findings (tenant_id, subject_id);

select protect_tenant_table('findings');
