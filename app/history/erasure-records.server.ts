import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { wholeWord } from "./erasure-words.ts";

const ownRecords = defineStatement(
  "erasure_records_of_person",
  z.object({ id: z.string() }),
  `with links as (
  select links.id, links.account_id from canonical_user_provider_links as links where links.person_id = $1::uuid
), owned as (
  select accounts.provider, accounts.native_id from accounts join links on links.account_id = accounts.id
)
select canonical_users.id from canonical_users where canonical_users.id = $1::uuid
union select links.id from links
union select canonical_emails.id from canonical_emails where canonical_emails.person_id = $1::uuid
union select users.id from google_workspace_users as users
  join owned on owned.provider = 'google_workspace' and owned.native_id = users.user_id
union select users.id from aws_identity_center_users as users
  join owned on owned.provider = 'aws_identity_center' and owned.native_id = users.user_id
union select users.id from aws_iam_users as users join owned on owned.provider = 'aws_iam' and owned.native_id = users.arn
union select users.id from github_users as users
  join owned on owned.provider = 'github' and owned.native_id = users.user_id`,
);

const wordsOfRecords = defineStatement(
  "erasure_words_of_records",
  z.object({ word: z.string() }),
  `select distinct said.word
from entity_history
cross join lateral (
  select entity_history.state::jsonb ->> name as word
  from unnest(array['name', 'email', 'full_name', 'primary_email', 'display_name', 'user_name', 'email_tag', 'login']) as name
  union all
  select element.value #>> '{}'
  from unnest(array['aliases', 'emails', 'evidence_emails']) as name
  cross join lateral jsonb_array_elements(
    case when jsonb_typeof(entity_history.state::jsonb -> name) = 'array' then entity_history.state::jsonb -> name else '[]' end
  ) as element
) as said
where entity_history.entity_id = any($1::uuid[]) and said.word is not null and said.word not like 'erased-%'
order by said.word`,
);

const sharedWords = defineStatement(
  "erasure_words_shared",
  z.object({ word: z.string() }),
  `select said.word
from unnest($2::text[], $3::text[]) as said (word, pattern)
where exists (select from resources where concat_ws(' ', resources.native_id, resources.name) ~* said.pattern)
  or exists (select from access_groups where concat_ws(' ', access_groups.label, access_groups.name) ~* said.pattern)
  or exists (
    select from accounts
    where concat_ws(' ', accounts.label, accounts.name) ~* said.pattern and not exists (
      select from canonical_user_provider_links as links where links.account_id = accounts.id and links.person_id = $1::uuid
    )
  )`,
);

/** The records that are the person's own: person, e-mails, links, accounts; no grant and no membership. Role: analyst. */
export async function listOwnRecords(tx: TenantTransaction, personId: string): Promise<string[]> {
  return (await tx.query(ownRecords, [personId])).map(({ id }) => id);
}

/** The e-mails, names and logins that these records ever had. Role: audit. */
export async function listWordsOf(tx: TenantTransaction, records: readonly string[]): Promise<string[]> {
  return (await tx.query(wordsOfRecords, [records])).map(({ word }) => word);
}

/** Those of the words that are also found in names of resources, groups or accounts of others. Role: analyst. */
export async function listSharedWords(
  tx: TenantTransaction,
  personId: string,
  words: readonly string[],
): Promise<string[]> {
  return (await tx.query(sharedWords, [personId, words, words.map(wholeWord)])).map(({ word }) => word);
}
