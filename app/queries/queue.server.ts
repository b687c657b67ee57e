import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PROVIDERS, SUBJECT_STATUSES, SUBJECT_TYPES } from "../model/access.ts";
import { QUEUE_REASONS } from "../model/filters.ts";
import { QUEUE_STRENGTHS } from "../model/queue-strengths.ts";
import type { SortName } from "../model/sorting.ts";
import type { Page, QueueItem, QueueReason } from "../model/views.ts";
import { createConditions, isoTime } from "./fragments.ts";
import { type ListOrder, orderPage, SORTED, textColumn, textPart, timeColumn, uuidPart } from "./order.ts";
import { pageOf, type SortedRequest } from "./page.ts";
import { candidateStrength } from "./queue-rules.server.ts";
import { searchHits, setSearch } from "./search.server.ts";

const QueueRow = z.object({
  queue_id: z.string(),
  account_id: z.string(),
  provider: z.enum(PROVIDERS),
  type: z.enum(SUBJECT_TYPES),
  native_id: z.string(),
  label: z.string(),
  name: z.string().nullable(),
  reason: z.enum(QUEUE_REASONS),
  queued_at: z.string(),
  candidates: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      email: z.string().nullable(),
      evidence: z.string().nullable(),
      strength: z.enum(QUEUE_STRENGTHS),
      accounts: z.array(z.object({ provider: z.enum(PROVIDERS), label: z.string(), status: z.enum(SUBJECT_STATUSES) })),
    }),
  ),
});

const SortedQueueRow = QueueRow.extend(SORTED);

const ITEMS: ListOrder<SortName<"queue">, z.infer<typeof SortedQueueRow>> = {
  own: "provider",
  key: {
    parts: [
      textPart("accounts.provider"),
      textPart("accounts.native_id"),
      uuidPart("identity_reconciliation_queue.id"),
    ],
    descends: false,
    shape: z.tuple([z.string(), z.string(), z.guid()]),
    of: ({ provider, native_id, queue_id }) => [provider, native_id, queue_id],
  },
  columns: {
    label: textColumn("accounts.label"),
    reason: textColumn("identity_reconciliation_queue.reason"),
    queuedAt: timeColumn("identity_reconciliation_queue.created_at"),
  },
};

/**
 * A candidate who is no longer a person of his own (merged, gone) is no choice any more. Accounts and people are looked up
 * by queries with a limit: the planner takes a candidate's list for a hundred, and would read 50,000 people for each row.
 */
const select = (
  sortValue: string,
) => `select identity_reconciliation_queue.id as queue_id, accounts.id as account_id, accounts.provider,
  accounts.type, accounts.native_id, accounts.label, accounts.name, identity_reconciliation_queue.reason,
  ${isoTime("identity_reconciliation_queue.created_at")} as queued_at, (
    select coalesce(
      json_agg(
        json_build_object(
          'id', canonical_users.id, 'name', canonical_users.name, 'email', canonical_users.email,
          'evidence', candidate.value ->> 'evidence', 'strength', ${candidateStrength},
          'accounts', (
            select coalesce(
              json_agg(
                json_build_object('provider', owned.provider, 'label', owned.label, 'status', owned.status)
                order by owned.provider, owned.native_id
              ), '[]'::json
            )
            from canonical_user_provider_links as links
            join accounts as owned on owned.id = links.account_id and owned.deleted_at is null
            where links.person_id = canonical_users.id and links.deleted_at is null
          )
        )
        order by candidate.ordinality
      ), '[]'::json
    )
    from jsonb_array_elements(identity_reconciliation_queue.candidates) with ordinality as candidate (value, ordinality)
    cross join lateral (
      select canonical_users.id, canonical_users.name, canonical_users.email from canonical_users
      where canonical_users.id = (candidate.value ->> 'id')::uuid and canonical_users.deleted_at is null
      limit 1
    ) as canonical_users
  ) as candidates${sortValue}
from identity_reconciliation_queue
cross join lateral (
  select accounts.id, accounts.provider, accounts.type, accounts.native_id, accounts.label, accounts.name from accounts
  where accounts.id = identity_reconciliation_queue.account_id and accounts.deleted_at is null
  limit 1
) as accounts
where identity_reconciliation_queue.deleted_at is null`;

const ORDER = "order by accounts.provider, accounts.native_id, identity_reconciliation_queue.id";

function itemOfRow(row: z.infer<typeof QueueRow>): QueueItem {
  return {
    accountId: row.account_id,
    subject: { provider: row.provider, type: row.type, id: row.native_id, label: row.label, name: row.name },
    reason: row.reason,
    candidates: row.candidates,
    queuedAt: row.queued_at,
  };
}

/** Accounts that nobody could place, by provider and native id unless asked for in another order. */
export async function listQueue(
  tx: TenantTransaction,
  request: SortedRequest<"queue"> & { reason?: QueueReason | undefined; search?: string | undefined },
): Promise<Page<QueueItem>> {
  const conditions = createConditions();
  const order = orderPage(ITEMS, request, conditions);
  if (request.reason !== undefined) {
    conditions.add("r", request.reason, (reason) => `identity_reconciliation_queue.reason = ${reason}::text`);
  }
  if (request.search !== undefined) {
    await setSearch(tx, request.search);
    conditions.addFixed("q", `accounts.id in (${searchHits("account")})`);
  }
  const statement = defineStatement(
    "queue_item_list",
    SortedQueueRow,
    `${select(order.select)}
  and ${conditions.sql()}
order by ${order.by} limit ${conditions.value(request.limit + 1)}::integer`,
    order.variant(),
  );
  const rows = await tx.query(statement, conditions.values);
  return pageOf(rows, request.limit, order.cursorOf, itemOfRow);
}

const queueItemStream = defineStatement("queue_item_stream", QueueRow, `${select("")}\n${ORDER}`);

/** The whole queue in the order of the list, in batches. */
export async function* streamQueue(tx: TenantTransaction): AsyncGenerator<QueueItem[]> {
  for await (const rows of tx.stream(queueItemStream)) yield rows.map(itemOfRow);
}
