-- What was asked in English, how it was understood and what became of it; answers are not kept. `plan` is all that it
-- takes to ask again: a question of the catalogue with its slots, or the SQL that the guard let through.
create table asked_questions (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  conversation_id uuid not null,
  asked_by text not null,
  asked_at timestamptz not null default clock_timestamp(),
  question text not null check (length(question) between 1 and 2000),
  outcome text not null check (outcome in ('answered', 'choose', 'not understood', 'cannot', 'refused', 'failed')),
  plan jsonb,
  understood text,
  row_count integer,
  took_ms integer not null,
  feedback text check (feedback in ('right', 'wrong')),
  feedback_note text check (length(feedback_note) <= 1000),
  primary key (id, tenant_id),
  check ((outcome = 'answered') = (plan is not null))
);

create index asked_questions_newest_idx on asked_questions (tenant_id, asked_by, asked_at desc, id desc);
create index asked_questions_conversation_idx on asked_questions (tenant_id, conversation_id, asked_at);

select protect_tenant_table('asked_questions');
