import type pg from "pg";

/** History does not hold together; nothing is rebuilt from it. */
class DamagedHistoryError extends Error {
  override name = "DamagedHistoryError";
}

/**
 * Checks each event of the tenant in the caller's transaction (role: ingest): that its hash is the one of its fields, and
 * that each entity's events follow each other from the first one without a gap. A tail that was cut off leaves no trace
 * in this chain.
 * @returns how many events were checked
 * @throws DamagedHistoryError naming the first bad event
 */
export async function verifyChains(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ checked: string; bad: string; first: string | null }>(`
    select count(*) as checked, count(*) filter (where not good) as bad,
      (array_agg(format('gid %s (%s %s, event %s)', gid, entity_type, entity_id, seq) order by gid)
        filter (where not good))[1] as first
    from (
      select gid, entity_type, entity_id, seq,
        seq = row_number() over entity
        and prev_hash is not distinct from lag(row_hash) over entity
        and row_hash = entity_history_hash(
          prev_hash, tenant_id, entity_type, entity_id, seq, operation, occurred_at, sync_run_id, actor, state
        ) as good
      from entity_history
      where tenant_id = app_current_tenant_id()
      window entity as (partition by entity_type, entity_id order by entity_history.seq)
    ) as events`);
  const [row] = rows;
  if (row && row.first !== null) {
    throw new DamagedHistoryError(
      `history is damaged: ${row.bad} of ${row.checked} events do not follow from the one before them, the first of them ` +
        `at ${row.first}. Nothing was rebuilt from it.`,
    );
  }
  return Number(row?.checked ?? 0);
}
