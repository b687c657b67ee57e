/** What the hash of an event should be. */
export const REHASH_EXPRESSION = `entity_history_hash(prev_hash, tenant_id, entity_type, entity_id, seq, operation, occurred_at, sync_run_id, actor, state)`;

/** Makes every hash of the history fit what now stands there, chains and records included. */
export const REHASH = `do $$ declare event record; previous bytea; begin
  for event in select * from entity_history order by entity_type, entity_id, seq loop
    previous := (select row_hash from entity_history where entity_id = event.entity_id and seq = event.seq - 1);
    update entity_history set prev_hash = previous where gid = event.gid;
    update entity_history set row_hash = ${REHASH_EXPRESSION} where gid = event.gid;
    update google_workspace_users set history_hash = (select row_hash from entity_history where gid = event.gid)
    where id = event.entity_id and history_seq = event.seq;
  end loop; end $$;`;
