import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { withHashJoins } from "../db/hash-joins.ts";
import { defineStatement } from "../db/statement.ts";
import { PROVIDERS, SUBJECT_STATUSES, SUBJECT_TYPES } from "../model/access.ts";
import type { SourceRow } from "../model/source.ts";
import type { AccountEvidence, Decision, EmailMethod, Resolution, ResolutionInput } from "./evidence.ts";
import { resolvePeople } from "./rules.ts";

const Evidence = z.object({
  id: z.string(),
  provider: z.enum(PROVIDERS),
  type: z.enum(SUBJECT_TYPES),
  native_id: z.string(),
  realm: z.string(),
  name: z.string().nullable(),
  status: z.enum(SUBJECT_STATUSES),
  listed: z.boolean(),
  primary_email: z.string().nullable(),
  emails: z.array(z.string()),
  email_methods: z.array(z.enum(["email", "verified_email", "saml", "public_email", "email_tag"])),
  external_ids: z.array(z.string()),
  noreply: z.boolean(),
  person_id: z.string().nullable(),
});

// What each provider says of each account; see the contract's "Who is who" for what counts. The only store is worked out
// once: as a mere view it was gone through anew for each account right after a first load, 77 s instead of 4 for 130,000.
const evidenceOfAccounts = defineStatement(
  "accounts_evidence",
  Evidence,
  `with only_store as materialized (
     select id from aws_identity_center_only_store
   ), logins as materialized (
     select scope, lower(login) as login, min(user_id) as user_id
     from github_users where deleted_at is null and user_id is not null and login is not null
     group by scope, lower(login)
   ), github as materialized (
     select users.user_id,
       array_agg(evidence.email order by evidence.rank, evidence.email) filter (where evidence.email is not null) as emails,
       array_agg(evidence.method order by evidence.rank, evidence.email) filter (where evidence.email is not null) as methods,
       (array_agg(evidence.email order by users.origin) filter (
         where evidence.method = 'public_email' and evidence.email is not null
       ))[1] as public_email
     from (
       select github_users.origin, github_users.email, github_users.evidence_emails,
         coalesce(github_users.user_id, logins.user_id) as user_id
       from github_users
       left join logins on github_users.user_id is null and logins.scope = github_users.scope
         and logins.login = lower(github_users.login)
       where github_users.deleted_at is null
     ) as users
     left join lateral (
       select email, case users.origin when 'saml_identity' then 'saml' else 'verified_email' end as method,
         case users.origin when 'saml_identity' then 1 else 0 end as rank
       from unnest(users.evidence_emails) as email
       -- The list holds the public address, too, which the organisation has not verified.
       where users.origin in ('saml_identity', 'verified_emails')
       union all
       select lower(btrim(users.email)), 'public_email', 2 where users.email is not null
     ) as evidence on true
     where users.user_id is not null
     group by users.user_id
   )
   select accounts.id, accounts.provider, accounts.type, accounts.native_id, accounts.realm,
     accounts.name, accounts.status, accounts.listed,
     case accounts.provider when 'github' then github.public_email else accounts.email end as primary_email,
     coalesce(
       case accounts.provider
         when 'google_workspace' then array_remove(array[lower(btrim(workspace.primary_email))], null) || workspace.aliases
         when 'aws_identity_center' then
           case when cardinality(identity_center.emails) > 0 then identity_center.emails
             else array_remove(array[lower(btrim(identity_center.user_name))], null) end
         when 'github' then github.emails
         when 'aws_iam' then array_remove(array[iam.email_tag], null)
       end, '{}'
     ) as emails,
     case when accounts.provider = 'github' then coalesce(github.methods, '{}') else
       array_fill(
         case accounts.provider when 'aws_iam' then 'email_tag' else 'email' end,
         array[coalesce(
           case accounts.provider
             when 'google_workspace' then
               cardinality(array_remove(array[workspace.primary_email], null) || workspace.aliases)
             when 'aws_identity_center' then
               greatest(cardinality(identity_center.emails), case when identity_center.user_name is null then 0 else 1 end)
             when 'aws_iam' then case when iam.email_tag is null then 0 else 1 end
           end, 0
         )]
       )
     end as email_methods,
     coalesce(identity_center.external_ids, '{}') as external_ids,
     coalesce(exists (
       select from unnest(github.emails) as email where email like '%users.noreply.github.com'
     ), false) as noreply,
     links.person_id
   from accounts
   cross join only_store
   left join google_workspace_users as workspace
     on accounts.provider = 'google_workspace' and workspace.user_id = accounts.native_id and workspace.deleted_at is null
   left join aws_identity_center_users as identity_center
     on accounts.provider = 'aws_identity_center' and identity_center.user_id = accounts.native_id
     and coalesce(nullif(identity_center.identity_store_id, ''), only_store.id, '') = accounts.realm
     and identity_center.deleted_at is null
   left join aws_iam_users as iam
     on accounts.provider = 'aws_iam' and iam.arn = accounts.native_id and iam.deleted_at is null
   left join github on accounts.provider = 'github' and github.user_id = accounts.native_id
   left join canonical_user_provider_links as links on links.account_id = accounts.id and links.deleted_at is null
   where accounts.deleted_at is null and accounts.type in ('user', 'service_account')`,
);

const standingDecisions = defineStatement(
  "identity_decisions_standing",
  z.object({
    id: z.string(),
    kind: z.enum(["accept", "reject", "merge", "split"]),
    account_id: z.string().nullable(),
    person_id: z.string().nullable(),
    other_person_id: z.string().nullable(),
    decided_at: z.string(),
  }),
  `select id, kind, account_id, person_id, other_person_id,
     to_char(decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as decided_at
   from identity_decisions where undone_at is null order by decided_at, id`,
);

/** Works out from all evidence, the links of before and the analysts' decisions who is who now. */
export async function resolveAccounts(transaction: TenantTransaction): Promise<Resolution> {
  return (await resolveSupposing(transaction, { added: [], undone: [] })).resolution;
}

/**
 * Works out who would be who with other decisions; writes nothing.
 * @param supposed decisions that are not made yet, and the ids of those that would be undone
 * @returns beside it the links as they stand, account to person
 */
export async function resolveSupposing(
  transaction: TenantTransaction,
  supposed: { added: readonly Decision[]; undone: readonly string[] },
): Promise<{ links: ReadonlyMap<string, string>; resolution: Resolution }> {
  const { accounts, links } = await withHashJoins(transaction, () => listEvidence(transaction));
  const undone = new Set(supposed.undone);
  const standing = (await transaction.query(standingDecisions)).filter(({ id }) => !undone.has(id));
  const decisions: Decision[] = standing.map((decision) => ({
    kind: decision.kind,
    accountId: decision.account_id,
    personId: decision.person_id,
    otherPersonId: decision.other_person_id,
    decidedAt: decision.decided_at,
  }));
  return { links, resolution: resolvePeople({ accounts, links, decisions: [...decisions, ...supposed.added] }) };
}

async function listEvidence(transaction: TenantTransaction): Promise<Omit<ResolutionInput, "decisions">> {
  const accounts: AccountEvidence[] = [];
  const links = new Map<string, string>();
  const shared = new Map<string, string>();
  const share = <Text extends string>(text: Text): Text => shareText(shared, text) as Text;
  const methodLists = new Map<string, readonly EmailMethod[]>();
  const shareMethods = (methods: readonly EmailMethod[]): readonly EmailMethod[] => {
    const key = methods.join();
    const known = methodLists.get(key) ?? methods.map(share);
    methodLists.set(key, known);
    return known;
  };
  for await (const rows of transaction.stream(evidenceOfAccounts, [], 2_000)) {
    for (const row of rows) {
      const emails = row.emails.length === 0 ? NONE : row.emails.map(share);
      if (row.person_id !== null) links.set(row.id, share(row.person_id));
      accounts.push({
        id: row.id,
        provider: share(row.provider),
        type: share(row.type),
        nativeId: row.native_id,
        realm: share(row.realm),
        name: row.name === null ? null : share(row.name),
        status: share(row.status),
        emails,
        emailMethods: shareMethods(row.email_methods),
        primaryEmail: emails.find((email) => email === row.primary_email) ?? row.primary_email,
        externalIds: row.external_ids.length === 0 ? NONE : row.external_ids,
        noreply: row.noreply,
        listed: row.listed,
      });
    }
  }
  return { accounts, links };
}

const NONE: readonly never[] = [];

/** The driver makes each text anew for each row; a person's accounts say the same name, addresses and person. */
function shareText(shared: Map<string, string>, text: string): string {
  const known = shared.get(text);
  if (known === undefined) shared.set(text, text);
  return known ?? text;
}

/** The tables that who-is-who writes; they make one scope of their own. */
export const IDENTITY_SCOPE = "identity";

/** The resolution as rows to stage, like those of any other source. */
export function* identityRows(resolution: Resolution): Generator<SourceRow> {
  for (const person of resolution.people) {
    yield {
      table: "canonical_users",
      id: person.id,
      key: [person.id],
      columns: { name: person.name, email: person.email },
      raw: {},
    };
  }
  for (const { email, personId } of resolution.emails) {
    yield { table: "canonical_emails", key: [personId, email], columns: { email, person_id: personId }, raw: {} };
  }
  for (const link of resolution.links) {
    yield {
      table: "canonical_user_provider_links",
      key: [link.accountId],
      columns: {
        account_id: link.accountId,
        person_id: link.personId,
        method: link.method,
        evidence: link.evidence,
      },
      raw: {},
    };
  }
  for (const item of resolution.queue) {
    yield {
      table: "identity_reconciliation_queue",
      key: [item.accountId],
      columns: {
        account_id: item.accountId,
        reason: item.reason,
        candidates: item.candidates.map(({ personId, ...candidate }) => ({ id: personId, ...candidate })),
      },
      raw: {},
    };
  }
}
