import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES, PROVIDERS, RESOURCE_TYPES } from "../model/access.ts";
import { QUEUE_REASONS } from "../model/filters.ts";
import type { Overview } from "../model/views.ts";
import { findAccessRefresh } from "./access-refresh.server.ts";
import { listScopeFreshness } from "./scopes.server.ts";

const Count = z.object({ count: z.number() });

const personCount = defineStatement(
  "person_count",
  Count,
  "select count(*) as count from canonical_users where canonical_users.deleted_at is null",
);

const groupCount = defineStatement(
  "group_count",
  Count,
  "select count(*) as count from access_groups where access_groups.deleted_at is null",
);

const accountCountByProvider = defineStatement(
  "account_count_by_provider",
  z.object({ provider: z.enum(PROVIDERS), count: z.number(), suspended: z.number(), unlinked: z.number() }),
  `select accounts.provider, count(*) as count,
  count(*) filter (where accounts.status = 'suspended') as suspended,
  count(*) filter (where canonical_user_provider_links.id is null) as unlinked
from accounts
left join canonical_user_provider_links
  on canonical_user_provider_links.account_id = accounts.id and canonical_user_provider_links.deleted_at is null
where accounts.deleted_at is null
group by accounts.provider
order by accounts.provider`,
);

const resourceCountByType = defineStatement(
  "resource_count_by_type",
  z.object({ type: z.enum(RESOURCE_TYPES), count: z.number() }),
  `select resources.type, count(*) as count
from resources
where resources.deleted_at is null
group by resources.type
order by resources.type`,
);

const queueCountByReason = defineStatement(
  "queue_count_by_reason",
  z.object({ reason: z.enum(QUEUE_REASONS), count: z.number() }),
  `select identity_reconciliation_queue.reason, count(*) as count
from identity_reconciliation_queue
where identity_reconciliation_queue.deleted_at is null
group by identity_reconciliation_queue.reason
order by identity_reconciliation_queue.reason collate "C"`,
);

/** The figures of the first page, all of one snapshot only when the transaction is repeatable read. */
export async function findOverview(tx: TenantTransaction): Promise<Overview> {
  const [people] = await tx.query(personCount);
  const [groups] = await tx.query(groupCount);
  const refresh = await findAccessRefresh(tx);
  return {
    people: people?.count ?? 0,
    accounts: await tx.query(accountCountByProvider),
    resources: await tx.query(resourceCountByType),
    groups: groups?.count ?? 0,
    access: {
      total: refresh?.rows ?? 0,
      byPrivilege: PRIVILEGES.toReversed().flatMap((privilege) => {
        const count = refresh?.by_privilege[privilege];
        return count === undefined ? [] : [{ privilege, count }];
      }),
      refreshedAt: refresh?.refreshed_at ?? null,
    },
    queue: await tx.query(queueCountByReason),
    scopes: await listScopeFreshness(tx),
  };
}
