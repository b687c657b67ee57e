-- "What changed since …" of a short time reads the blocks of that time; of a long one, the newest events by their commit
-- order (0060). A block range of 128 pages costs nothing on insert; a B-tree would be a third one to keep.
create index entity_history_occurred_at_idx on entity_history using brin (occurred_at);
