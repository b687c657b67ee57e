import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES, PROVIDERS, SUBJECT_STATUSES, SUBJECT_TYPES } from "../model/access.ts";
import { isUuid } from "../model/filters.ts";
import type { PersonThen } from "../model/views.ts";
import { listPeopleOfAddressThen } from "./list-access-as-of.server.ts";
import { checkMoment } from "./moment.server.ts";
import { type RecordRef, RecordRefRow } from "./records-then.server.ts";

const accountsThen = defineStatement(
  "person_account_list_as_of",
  z.object({
    id: z.string(),
    provider: z.enum(PROVIDERS),
    type: z.enum(SUBJECT_TYPES),
    native_id: z.string(),
    label: z.string(),
    status: z.enum(SUBJECT_STATUSES),
    name: z.string(),
    email: z.string().nullable(),
  }),
  `select accounts.account_id as id, accounts.provider, accounts.type, accounts.native_id, accounts.label,
  accounts.status, people.name, people.email
from access_span_people as people
join access_span_accounts as accounts on accounts.account_id = people.account_id
  and accounts.valid_from <= $2::timestamptz
  and (accounts.valid_until is null or accounts.valid_until > $2::timestamptz)
where people.person_id = $1::uuid and people.valid_from <= $2::timestamptz
  and (people.valid_until is null or people.valid_until > $2::timestamptz)
order by accounts.provider, accounts.native_id`,
);

const emailsThen = defineStatement(
  "person_email_list_as_of",
  z.object({ email: z.string() }),
  `select canonical_emails.email
from canonical_emails
where canonical_emails.person_id = $1::uuid and canonical_emails.created_at <= $2::timestamptz
  and (canonical_emails.deleted_at is null or canonical_emails.deleted_at > $2::timestamptz)
order by canonical_emails.email collate "C"`,
);

const accessCountThen = defineStatement(
  "person_access_count_as_of",
  z.object({ privilege: z.enum(PRIVILEGES), count: z.number() }),
  `select effective_access.privilege, count(*) as count
from effective_access_as_of($2::timestamptz) as effective_access
where effective_access.subject_account_id = any($1::uuid[]) and effective_access.person_id is not null
group by effective_access.privilege, effective_access.privilege_rank
order by effective_access.privilege_rank desc`,
);

const accountRecords = defineStatement(
  "account_record_list",
  RecordRefRow,
  `select 'google_workspace_users' as table, google_workspace_users.id
from google_workspace_users where google_workspace_users.user_id = any($1::text[])
union all
select 'aws_identity_center_users', aws_identity_center_users.id
from aws_identity_center_users where aws_identity_center_users.user_id = any($2::text[])
union all
select 'aws_iam_users', aws_iam_users.id from aws_iam_users where aws_iam_users.arn = any($3::text[])
union all
select 'github_users', github_users.id from github_users where github_users.user_id = any($4::text[])
order by 1, 2`,
);

/**
 * A person as of a moment.
 * @param person uuid, or any e-mail of the person
 * @returns null when there was none; else the person, and which records its accounts were read from
 * @throws MomentError when nothing can be told of the moment
 */
export async function findPersonThen(
  tx: TenantTransaction,
  person: string,
  asOf: string,
): Promise<{ person: Omit<PersonThen, "records" | "recordsRemoved">; refs: RecordRef[] } | null> {
  await checkMoment(tx, asOf);
  const [id] = isUuid(person) ? [person.toLowerCase()] : await listPeopleOfAddressThen(tx, person, asOf);
  if (id === undefined) return null;
  const accounts = await tx.query(accountsThen, [id, asOf]);
  const [first] = accounts;
  if (first === undefined) return null;
  const emails = await tx.query(emailsThen, [id, asOf]);
  const byPrivilege = await tx.query(accessCountThen, [accounts.map((account) => account.id), asOf]);
  const idsOf = (provider: string) =>
    accounts.filter((account) => account.provider === provider).map((account) => account.native_id);
  const refs = await tx.query(
    accountRecords,
    ["google_workspace", "aws_identity_center", "aws_iam", "github"].map((provider) => idsOf(provider)),
  );
  return {
    person: {
      asOf,
      id,
      name: first.name,
      email: first.email,
      emails: emails.map(({ email }) => email),
      accounts: accounts.map(({ native_id, name: _name, email: _email, ...account }) => ({
        ...account,
        nativeId: native_id,
      })),
      access: { total: byPrivilege.reduce((sum, row) => sum + row.count, 0), byPrivilege },
    },
    refs,
  };
}
