import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import {
  PROVIDERS,
  type Provider,
  SUBJECT_STATUSES,
  SUBJECT_TYPES,
  type SubjectStatus,
  type SubjectType,
} from "../model/access.ts";
import type { SortName } from "../model/sorting.ts";
import type { Account, Page } from "../model/views.ts";
import { createConditions } from "./fragments.ts";
import { type ListOrder, orderPage, textPart, uuidPart } from "./order.ts";
import { pageOf, type SortedRequest } from "./page.ts";
import { searchHits, setSearch } from "./search.server.ts";

const AccountRow = z.object({
  id: z.string(),
  provider: z.enum(PROVIDERS),
  type: z.enum(SUBJECT_TYPES),
  native_id: z.string(),
  label: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  status: z.enum(SUBJECT_STATUSES),
  person_id: z.string().nullable(),
  person_name: z.string().nullable(),
});

/** By its key alone: 130,460 accounts sorted whole took 75 ms and two workers beside (docs/decisions/0044). */
const ACCOUNTS: ListOrder<SortName<"accounts">, z.infer<typeof AccountRow>> = {
  own: "provider",
  key: {
    parts: [textPart("accounts.provider"), textPart("accounts.native_id"), uuidPart("accounts.id")],
    descends: false,
    shape: z.tuple([z.string(), z.string(), z.guid()]),
    of: ({ provider, native_id, id }) => [provider, native_id, id],
  },
  columns: {},
};

type AccountFilters = {
  search?: string | undefined;
  provider?: Provider | undefined;
  type?: SubjectType | undefined;
  status?: SubjectStatus | undefined;
};

/**
 * Every subject of every provider, with the person whom it belongs to; by provider and native id, forwards
 * or backwards.
 */
export async function listAccounts(
  tx: TenantTransaction,
  request: SortedRequest<"accounts"> & AccountFilters,
): Promise<Page<Account>> {
  const conditions = createConditions();
  const order = orderPage(ACCOUNTS, request, conditions);
  const equal = (letter: string, column: string, value: string | undefined) => {
    if (value !== undefined) conditions.add(letter, value, (given) => `accounts.${column} = ${given}::text`);
  };
  equal("p", "provider", request.provider);
  equal("t", "type", request.type);
  equal("s", "status", request.status);
  if (request.search !== undefined) {
    await setSearch(tx, request.search);
    conditions.addFixed("q", `accounts.id in (${searchHits("account")})`);
  }
  const statement = defineStatement(
    "account_list",
    AccountRow,
    `select accounts.id, accounts.provider, accounts.type, accounts.native_id, accounts.label, accounts.name,
  accounts.email, accounts.status, canonical_users.id as person_id, canonical_users.name as person_name
from accounts
left join canonical_user_provider_links
  on canonical_user_provider_links.account_id = accounts.id and canonical_user_provider_links.deleted_at is null
left join canonical_users
  on canonical_users.id = canonical_user_provider_links.person_id and canonical_users.deleted_at is null
where accounts.deleted_at is null
  and ${conditions.sql()}
order by ${order.by} limit ${conditions.value(request.limit + 1)}::integer`,
    order.variant(),
  );
  const rows = await tx.query(statement, conditions.values);
  return pageOf(rows, request.limit, order.cursorOf, ({ native_id, person_id, person_name, ...account }) => ({
    ...account,
    nativeId: native_id,
    person: person_id === null || person_name === null ? null : { id: person_id, name: person_name },
  }));
}
