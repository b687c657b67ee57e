import { z } from "zod";
import type { TenantTransaction } from "../../db/database.server.ts";
import { defineStatement } from "../../db/statement.ts";
import { setSearch } from "../../queries/search.server.ts";
import { ENTITY_KINDS } from "../question.ts";
import { LEAST, likeness } from "./likeness.ts";
import type { NameLookup, NameMatch } from "./names.ts";

const NameRow = z.object({
  kind: z.enum(ENTITY_KINDS),
  id: z.string(),
  label: z.string(),
  detail: z.string(),
  type: z.string(),
  names: z.array(z.string()),
});

/** Most things of one kind that are looked at for one phrase. */
const LIMIT = 40;

/**
 * Every kind in one shape. An account of a person stands for the person. Names beside the label count as well: all
 * addresses of a person, the provider's own id of a group or resource.
 * @param from what restricts each kind @param order what goes first within a kind
 */
function nameStatement(name: string, hits: (kind: string, table: string) => string, order: (names: string) => string) {
  const limited = (select: string, names: string) => `(${select} order by ${order(names)} limit ${LIMIT})`;
  return defineStatement(
    name,
    NameRow,
    [
      limited(
        `select 'person' as kind, people.id, people.name as label, coalesce(people.email, '') as detail,
    'person' as type, array_remove(array[people.name, people.email] || array(
      select canonical_emails.email from canonical_emails
      where canonical_emails.person_id = people.id and canonical_emails.deleted_at is null
    ), null) as names
  from canonical_users as people
  where people.deleted_at is null and ${hits("person", "people")}`,
        "array[people.name, people.email]",
      ),
      limited(
        `select case when people.id is null then 'account' else 'person' end, coalesce(people.id, accounts.id),
    coalesce(people.name, accounts.label), concat_ws(' ', accounts.provider, accounts.label), accounts.type,
    array_remove(array[accounts.label, accounts.name, accounts.email, accounts.native_id], null)
  from accounts
  left join canonical_user_provider_links as links on links.account_id = accounts.id and links.deleted_at is null
  left join canonical_users as people on people.id = links.person_id and people.deleted_at is null
  where accounts.deleted_at is null and accounts.type in ('user', 'service_account') and ${hits("account", "accounts")}`,
        "array[accounts.label, accounts.name, accounts.email, accounts.native_id]",
      ),
      limited(
        `select 'group', access_groups.id, access_groups.label,
    concat_ws(' ', access_groups.provider, access_groups.kind, nullif(access_groups.realm, '')), access_groups.kind,
    array_remove(array[access_groups.label, access_groups.name, access_groups.email, access_groups.native_id], null)
  from access_groups
  where access_groups.deleted_at is null and ${hits("group", "access_groups")}`,
        "array[access_groups.label, access_groups.name, access_groups.email, access_groups.native_id]",
      ),
      limited(
        `select 'resource', resources.id, resources.native_id, concat_ws(' ', resources.type, resources.name),
    resources.type, array_remove(array[resources.native_id, resources.name], null)
  from resources
  where resources.deleted_at is null and ${hits("resource", "resources")}`,
        "array[resources.native_id, resources.name]",
      ),
    ].join("\nunion all\n"),
  );
}

/** The search pattern is set to one word of the phrase; whole names of the phrase come first, then short ones. */
const namesByWord = nameStatement(
  "ask_name_list",
  (kind, table) => `${table}.id in (
    select search_documents.entity_id from search_documents where search_documents.kind = '${kind}'
  )`,
  (names) => `lower($1::text) = any(lower(${names}::text)::text[]) desc, length(array_to_string(${names}, '')), 2`,
);

const namesByTrigrams = nameStatement(
  "ask_name_list_mistyped",
  (_kind, table) => `${table}.id is not null`,
  (names) => `word_similarity(lower($1::text), lower(array_to_string(${names}, ' '))) desc, 2`,
);

/** Finds names in the tenant of the transaction, under its row-level security. Phrases are values, never SQL. */
export function createNameLookup(tx: TenantTransaction): NameLookup {
  const found = new Map<string, NameMatch[]>();
  return {
    async find(phrase) {
      const known = found.get(phrase);
      if (known !== undefined) return known;
      await setSearch(tx, longestWord(phrase));
      const matches = rank(phrase, await tx.query(namesByWord, [phrase]));
      found.set(phrase, matches);
      return matches;
    },
    async findMistyped(phrase) {
      return rank(phrase, await tx.query(namesByTrigrams, [phrase]));
    },
  };
}

function rank(phrase: string, rows: readonly z.infer<typeof NameRow>[]): NameMatch[] {
  const best = new Map<string, NameMatch>();
  for (const { names, ...row } of rows) {
    const match = { ...row, score: likeness(phrase, names) };
    const key = `${match.kind} ${match.id}`;
    if (match.score >= LEAST && match.score > (best.get(key)?.score ?? 0)) best.set(key, match);
  }
  return [...best.values()].toSorted(
    (left, right) => right.score - left.score || (left.label < right.label ? -1 : left.label > right.label ? 1 : 0),
  );
}

function longestWord(phrase: string): string {
  const words = phrase.split(/\s+/).filter((word) => word !== "");
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest), "");
}
