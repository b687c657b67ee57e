import type pg from "pg";

/** History does not hold together; nothing is rebuilt from it. */
class DamagedHistoryError extends Error {
  override name = "DamagedHistoryError";
}

/** What was asked for was taken out of the history by rule. */
class RetiredHistoryError extends Error {
  override name = "RetiredHistoryError";
}

/**
 * The oldest moment that the tenant's history still tells, by what retention took out of it. Role: admin.
 * @returns ISO 8601; null when nothing was taken out
 * @throws RetiredHistoryError when `until` is older
 */
export async function findRetiredBefore(client: pg.PoolClient, until: string | null): Promise<string | null> {
  const { rows } = await client.query<{ before: Date | null }>(
    "select history_since as before from tenants where id = app_current_tenant_id()",
  );
  const before = rows[0]?.before?.toISOString() ?? null;
  if (before !== null && until !== null && Date.parse(until) < Date.parse(before)) {
    throw new RetiredHistoryError(
      `the state of ${until} cannot be rebuilt: events that were superseded before ${before} were retired (their evidence ` +
        `packs hold them). Give --until ${before} or later.`,
    );
  }
  return before;
}

/**
 * Checks each event of the tenant in the caller's transaction (role: ingest): that its hash is the one of its fields, and
 * that each entity's events follow each other from the first one without a gap. A tail that was cut off leaves no trace
 * in this chain, and whether a gap is one of retention only the seals tell (`history verify`). Of an erased event nothing
 * is left to hash.
 * @param retiredBefore events before this moment may be missing; null when none may
 * @returns how many events were checked
 * @throws DamagedHistoryError naming the first bad event
 */
export async function verifyChains(client: pg.PoolClient, retiredBefore: string | null): Promise<number> {
  const { rows } = await client.query<{ checked: string; bad: string; first: string | null }>(
    `
    select count(*) as checked, count(*) filter (where good is not true) as bad,
      (array_agg(format('gid %s (%s %s, event %s)', gid, entity_type, entity_id, seq) order by gid)
        filter (where good is not true))[1] as first
    from (
      select gid, entity_type, entity_id, seq,
        (
          seq = coalesce(lag(seq) over entity, 0) + 1 and prev_hash is not distinct from lag(row_hash) over entity
          or seq > coalesce(lag(seq) over entity, 0) + 1 and occurred_at < $1::timestamptz
        )
        and (
          hash_version = 0
          or row_hash = entity_history_hash(
            prev_hash, tenant_id, entity_type, entity_id, seq, operation, occurred_at, sync_run_id, actor, state
          )
        ) as good
      from entity_history
      where tenant_id = app_current_tenant_id()
      window entity as (partition by entity_type, entity_id order by entity_history.seq)
    ) as events`,
    [retiredBefore],
  );
  const [row] = rows;
  if (row && row.first !== null) {
    throw new DamagedHistoryError(
      `history is damaged: ${row.bad} of ${row.checked} events do not follow from the one before them, the first of them ` +
        `at ${row.first}. Nothing was rebuilt from it.`,
    );
  }
  return Number(row?.checked ?? 0);
}
