-- What stood in place of an answer (choices, the nearest questions, the guard's refusal), so that the link of a question
-- shows it again, and what the language model had to do with it. Rows are never kept.
alter table asked_questions add column reply jsonb;
