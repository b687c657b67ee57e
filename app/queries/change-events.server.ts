import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { CAUSE_TABLES, type RecordEvent } from "./causes-of-change.ts";

/** Most entries of the history that are looked at for one page. */
export const MOST_ENTRIES = 10_000;

/** What one refresh worked in: entries of the history, exclusive and inclusive. Numbers are shared by all tenants. */
export type Worked = { at: string; fromGid: number; untilGid: number };

const refreshList = defineStatement(
  "access_refresh_list",
  z.object({ at: z.string(), from_gid: z.number(), until_gid: z.number() }),
  `select wanted.at, access_refresh_log.from_gid, access_refresh_log.until_gid
from unnest($1::text[]) as wanted (at)
join access_refresh_log on access_refresh_log.refreshed_at = wanted.at::timestamptz
order by wanted.at desc`,
);

/** @param times of changes @returns what was worked in at each, as far as it was noted */
export async function listWorked(tx: TenantTransaction, times: readonly string[]): Promise<Map<string, Worked>> {
  const rows = times.length === 0 ? [] : await tx.query(refreshList, [times]);
  return new Map(
    rows.map(({ at, from_gid, until_gid }) => [at, { at, fromGid: from_gid, untilGid: until_gid }] as const),
  );
}

const EventRow = z.object({
  table: z.string(),
  id: z.string(),
  operation: z.string(),
  state: z.string(),
});

const COLUMNS = `entity_history.entity_type as table, entity_history.entity_id as id, entity_history.operation,
  entity_history.state`;

// Which of them name something on the page is told here and not there: to take 10,000 states apart in SQL took half a second.
const eventsWorkedIn = defineStatement(
  "history_event_list_worked_in",
  EventRow,
  `select ${COLUMNS}
from entity_history
where entity_history.gid > $1::bigint and entity_history.gid <= $2::bigint and entity_history.entity_type = any($3::text[])
order by entity_history.gid`,
);

const eventsOfGrants = defineStatement(
  "history_event_list_of_grants",
  EventRow,
  `select ${COLUMNS}
from unnest($1::text[], $2::uuid[]) as wanted (entity_type, entity_id)
join entity_history on entity_history.entity_type = wanted.entity_type and entity_history.entity_id = wanted.entity_id
where entity_history.sync_run_id = $3::uuid
order by entity_history.gid`,
);

/**
 * Events of one refresh that may be a cause: of these grants, or naming one of these things. Needs the database role
 * `audit`.
 * @param names in lower case
 */
export async function listEventsOf(
  tx: TenantTransaction,
  { fromGid, untilGid }: Worked,
  grantIds: readonly string[],
  names: readonly string[],
): Promise<RecordEvent[]> {
  if (fromGid === untilGid) return [];
  const [grants, named] = [new Set(grantIds), new Set(names)];
  const rows = await tx.query(eventsWorkedIn, [fromGid, untilGid, CAUSE_TABLES]);
  return rows
    .map(eventOfRow)
    .filter(
      ({ id, state }) =>
        grants.has(id) ||
        Object.values(state).some((value) => typeof value === "string" && named.has(value.toLowerCase())),
    );
}

function eventOfRow(row: z.infer<typeof EventRow>): RecordEvent {
  return { ...row, state: JSON.parse(row.state) as RecordEvent["state"] };
}

/** What a run did to these grants; of a few records, however much the run changed. Needs the database role `audit`. */
export async function listEventsOfGrants(
  tx: TenantTransaction,
  runId: string,
  grants: readonly { table: string; id: string }[],
): Promise<RecordEvent[]> {
  if (grants.length === 0) return [];
  const rows = await tx.query(eventsOfGrants, [grants.map(({ table }) => table), grants.map(({ id }) => id), runId]);
  return rows.map(eventOfRow);
}
