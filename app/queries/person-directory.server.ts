import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

/** What Google Workspace says of a person beside the account; null where it says nothing. */
export type DirectoryEntry = {
  title: string | null;
  department: string | null;
  orgUnit: string | null;
  manager: { id: string | null; name: string } | null;
};

// A manager is named by an address; who has it may be nobody that was read.
const directoryFind = defineStatement(
  "person_directory_find",
  z.object({
    title: z.string().nullable(),
    department: z.string().nullable(),
    org_unit: z.string().nullable(),
    manager_email: z.string().nullable(),
    manager_id: z.string().nullable(),
    manager_name: z.string().nullable(),
  }),
  `select users.raw_response #>> '{organizations,0,title}' as title,
  users.raw_response #>> '{organizations,0,department}' as department,
  users.raw_response ->> 'orgUnitPath' as org_unit,
  managers.email as manager_email, people.id as manager_id, people.name as manager_name
from canonical_user_provider_links as links
join accounts on accounts.id = links.account_id and accounts.provider = 'google_workspace' and accounts.deleted_at is null
join google_workspace_users as users on users.user_id = accounts.native_id and users.deleted_at is null
left join lateral (
  select jsonb_path_query_first(users.raw_response, '$.relations[*] ? (@.type == "manager").value') #>> '{}' as email
) as managers on true
left join canonical_emails as emails on emails.email = lower(btrim(managers.email)) and emails.deleted_at is null
left join canonical_users as people on people.id = emails.person_id and people.deleted_at is null
where links.person_id = $1::uuid and links.deleted_at is null
order by accounts.status, accounts.native_id, people.id
limit 1`,
);

/** @returns what the directory says of a person; all null where it has no account */
export async function findDirectoryEntry(tx: TenantTransaction, personId: string): Promise<DirectoryEntry> {
  const [row] = await tx.query(directoryFind, [personId]);
  if (row === undefined) return { title: null, department: null, orgUnit: null, manager: null };
  return {
    title: row.title,
    department: row.department,
    orgUnit: row.org_unit,
    manager: row.manager_email === null ? null : { id: row.manager_id, name: row.manager_name ?? row.manager_email },
  };
}
