import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { isUuid } from "../model/filters.ts";

const personIdListByEmail = defineStatement(
  "person_id_list_by_email",
  z.object({ person_id: z.string() }),
  `select distinct canonical_emails.person_id
from canonical_emails
where canonical_emails.email = $1::text and canonical_emails.deleted_at is null
order by canonical_emails.person_id`,
);

/**
 * Whom an analyst means: an e-mail is any address of the person, compared in lower case and trimmed.
 * @param person uuid or e-mail
 * @returns the uuid as it is (whether it exists is the next statement's business), or who has the e-mail
 */
export async function listPersonIds(tx: TenantTransaction, person: string): Promise<string[]> {
  if (isUuid(person)) return [person.toLowerCase()];
  if (!person.includes("@")) return [];
  const rows = await tx.query(personIdListByEmail, [person.trim().toLowerCase()]);
  return rows.map((row) => row.person_id);
}

const personAccountIdList = defineStatement(
  "person_account_id_list",
  z.object({ account_id: z.string() }),
  `select canonical_user_provider_links.account_id
from canonical_user_provider_links
join canonical_users
  on canonical_users.id = canonical_user_provider_links.person_id and canonical_users.deleted_at is null
where canonical_user_provider_links.person_id = any($1::uuid[]) and canonical_user_provider_links.deleted_at is null
order by canonical_user_provider_links.account_id`,
);

/** @returns the accounts of these people: effective access is indexed by account, a person is joined when it is read. */
export async function listAccountIdsOfPeople(tx: TenantTransaction, personIds: readonly string[]): Promise<string[]> {
  if (personIds.length === 0) return [];
  const rows = await tx.query(personAccountIdList, [personIds]);
  return rows.map((row) => row.account_id);
}

const personNameFind = defineStatement(
  "person_name_find",
  z.object({ id: z.string(), name: z.string(), email: z.string().nullable() }),
  `select canonical_users.id, canonical_users.name, canonical_users.email
from canonical_users
where canonical_users.id = any($1::uuid[]) and canonical_users.deleted_at is null
order by canonical_users.id
limit 1`,
);

/** @param person uuid or e-mail @returns null when there is no such person */
export async function findPersonName(
  tx: TenantTransaction,
  person: string,
): Promise<{ id: string; name: string; email: string | null } | null> {
  const [found] = await tx.query(personNameFind, [await listPersonIds(tx, person)]);
  return found ?? null;
}
