-- Questions that are asked again after each ingest. `rows` holds the answer of a run, as far as it is kept (5,000 rows),
-- so that the next one can tell what changed; `added` and `removed` are that difference.
create table saved_questions (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  name text not null check (length(name) between 1 and 200),
  question text not null,
  plan jsonb not null,
  saved_by text not null,
  saved_at timestamptz not null default clock_timestamp(),
  removed_at timestamptz,
  primary key (id, tenant_id)
);

create index saved_questions_standing_idx on saved_questions (tenant_id, saved_at desc) where removed_at is null;

select protect_tenant_table('saved_questions');

create table saved_question_runs (
  id bigint generated always as identity,
  tenant_id uuid not null,
  saved_question_id uuid not null,
  sync_run_id uuid,
  ran_at timestamptz not null default clock_timestamp(),
  row_count integer,
  truncated boolean not null default false,
  rows jsonb not null default '[]',
  added jsonb not null default '[]',
  removed jsonb not null default '[]',
  failure text,
  primary key (id, tenant_id),
  foreign key (saved_question_id, tenant_id) references saved_questions (id, tenant_id) on delete cascade,
  check ((failure is null) = (row_count is not null))
);

create index saved_question_runs_newest_idx on saved_question_runs (tenant_id, saved_question_id, ran_at desc, id desc);

select protect_tenant_table('saved_question_runs');
