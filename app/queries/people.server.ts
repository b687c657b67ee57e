import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES, PROVIDERS, SUBJECT_STATUSES, SUBJECT_TYPES } from "../model/access.ts";
import type { SortName } from "../model/sorting.ts";
import type { Page, Person, PersonDetail } from "../model/views.ts";
import { createConditions, isoTime } from "./fragments.ts";
import { type ListOrder, orderPage, orNull, SORTED, textColumn, textPart, uuidPart } from "./order.ts";
import { pageOf, type SortedRequest } from "./page.ts";
import { listPersonIds } from "./person-ids.server.ts";
import { searchHits, setSearch } from "./search.server.ts";

const PersonRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  accounts: z.array(z.object({ provider: z.enum(PROVIDERS), type: z.enum(SUBJECT_TYPES), id: z.string() })),
});

const SortedPersonRow = PersonRow.extend(SORTED);

const PEOPLE: ListOrder<SortName<"people">, z.infer<typeof SortedPersonRow>> = {
  own: "name",
  key: {
    parts: [textPart("canonical_users.name"), uuidPart("canonical_users.id")],
    descends: false,
    shape: z.tuple([z.string(), z.guid()]),
    of: ({ name, id }) => [name, id],
  },
  columns: { email: orNull(textColumn("canonical_users.email")) },
};

const COLUMNS = `canonical_users.id, canonical_users.name, canonical_users.email, (
    select coalesce(
      json_agg(
        json_build_object('provider', accounts.provider, 'type', accounts.type, 'id', accounts.native_id)
        order by accounts.provider, accounts.native_id
      ), '[]'::json
    )
    from canonical_user_provider_links
    join accounts on accounts.id = canonical_user_provider_links.account_id and accounts.deleted_at is null
    where canonical_user_provider_links.person_id = canonical_users.id
      and canonical_user_provider_links.deleted_at is null
  ) as accounts`;

const ORDER = `order by canonical_users.name collate "C", canonical_users.id`;

/** People, by name unless they are asked for in another order, bytewise. */
export async function listPeople(
  tx: TenantTransaction,
  request: SortedRequest<"people"> & { search?: string | undefined },
): Promise<Page<Person>> {
  const conditions = createConditions();
  const order = orderPage(PEOPLE, request, conditions);
  if (request.search !== undefined) {
    await setSearch(tx, request.search);
    conditions.addFixed("q", `canonical_users.id in (${searchHits("person")})`);
  }
  const statement = defineStatement(
    "person_list",
    SortedPersonRow,
    `select ${COLUMNS}${order.select}
from canonical_users
where canonical_users.deleted_at is null
  and ${conditions.sql()}
order by ${order.by} limit ${conditions.value(request.limit + 1)}::integer`,
    order.variant(),
  );
  const rows = await tx.query(statement, conditions.values);
  return pageOf(rows, request.limit, order.cursorOf, ({ id, name, email, accounts }) => ({
    id,
    name,
    email,
    accounts,
  }));
}

const personStream = defineStatement(
  "person_stream",
  PersonRow,
  `select ${COLUMNS} from canonical_users where canonical_users.deleted_at is null ${ORDER}`,
);

/** All people in the order of the list, in batches. */
export function streamPeople(tx: TenantTransaction): AsyncGenerator<Person[]> {
  return tx.stream(personStream);
}

const personFind = defineStatement(
  "person_find",
  z.object({ id: z.string(), name: z.string(), email: z.string().nullable(), emails: z.array(z.string()) }),
  `select canonical_users.id, canonical_users.name, canonical_users.email, array(
    select canonical_emails.email from canonical_emails
    where canonical_emails.person_id = canonical_users.id and canonical_emails.deleted_at is null
    order by canonical_emails.email collate "C"
  ) as emails
from canonical_users
where canonical_users.id = $1::uuid and canonical_users.deleted_at is null`,
);

/** An account is as fresh as the newest scope that lists it; a GitHub user may be in several organisations. */
const personAccountList = defineStatement(
  "person_account_list",
  z.object({
    id: z.string(),
    provider: z.enum(PROVIDERS),
    type: z.enum(SUBJECT_TYPES),
    native_id: z.string(),
    label: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    status: z.enum(SUBJECT_STATUSES),
    method: z.custom<PersonDetail["accounts"][number]["method"]>((value) => typeof value === "string"),
    evidence: z.string(),
    synced_at: z.string().nullable(),
  }),
  `select accounts.id, accounts.provider, accounts.type, accounts.native_id, accounts.label, accounts.name,
  accounts.email, accounts.status, canonical_user_provider_links.method, canonical_user_provider_links.evidence,
  ${isoTime(`(
    select max(sync_scopes.synced_at) from sync_scopes
    where sync_scopes.scope = case accounts.provider
        when 'google_workspace' then 'google-workspace'
        when 'aws_identity_center' then 'aws/identitystore'
        when 'aws_iam' then 'aws/iam/' || split_part(accounts.native_id, ':', 5)
        when 'gcp' then 'gcp'
      end
      or accounts.provider = 'github' and sync_scopes.scope in (
        select github_users.scope from github_users
        where github_users.user_id = accounts.native_id and github_users.deleted_at is null
      )
  )`)} as synced_at
from canonical_user_provider_links
join accounts on accounts.id = canonical_user_provider_links.account_id and accounts.deleted_at is null
where canonical_user_provider_links.person_id = $1::uuid and canonical_user_provider_links.deleted_at is null
order by accounts.provider, accounts.native_id`,
);

const personAccessCount = defineStatement(
  "person_access_count",
  z.object({ privilege: z.enum(PRIVILEGES), count: z.number() }),
  `select effective_access.privilege, count(*) as count
from effective_access
where effective_access.person_id = $1::uuid
group by effective_access.privilege, effective_access.privilege_rank
order by effective_access.privilege_rank desc`,
);

/** @param person uuid, or any e-mail of the person @returns null when there is no such person */
export async function findPerson(tx: TenantTransaction, person: string): Promise<PersonDetail | null> {
  const [id] = await listPersonIds(tx, person);
  if (id === undefined) return null;
  const [found] = await tx.query(personFind, [id]);
  if (found === undefined) return null;
  const accounts = await tx.query(personAccountList, [id]);
  const byPrivilege = await tx.query(personAccessCount, [id]);
  return {
    id: found.id,
    name: found.name,
    email: found.email,
    emails: found.emails,
    accounts: accounts.map(({ native_id, synced_at, ...account }) => ({
      ...account,
      nativeId: native_id,
      person: { id: found.id, name: found.name },
      syncedAt: synced_at,
    })),
    access: { total: byPrivilege.reduce((sum, row) => sum + row.count, 0), byPrivilege },
  };
}
