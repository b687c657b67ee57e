-- The question that was saved, whose link shows the whole answer: a follow-up says too little to be asked by its words.
alter table saved_questions add column asked_id uuid;
