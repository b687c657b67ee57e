import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PROVIDERS } from "../model/access.ts";
import { CursorError, decodeBytesCursor } from "../model/cursor.ts";
import { type AccessFilters, isUuid } from "../model/filters.ts";
import type { Page } from "../model/views.ts";
import { addPlainFilters } from "./access-conditions.ts";
import {
  EFFECTIVE_ACCESS_COLUMNS,
  EffectiveAccessColumns,
  type EffectiveAccessRow,
  keyOfRow,
  type ListedAccessRow,
  listedRowOfColumns,
  rowOfColumns,
} from "./effective-access-row.ts";
import { type Conditions, createConditions } from "./fragments.ts";
import { checkMoment } from "./moment.server.ts";
import { type PageRequest, pageOf } from "./page.ts";
import { listResourceNodes } from "./resource-ids.server.ts";
import { likePattern } from "./search.server.ts";

const COLUMNS = EFFECTIVE_ACCESS_COLUMNS.map((column) => `effective_access.${column}`).join(", ");

// The order of sort_key, which begins with both: the accounts of the time are walked one by one (schema/0088).
const SUBJECT = `effective_access.subject_provider collate "C", effective_access.subject_id collate "C"`;
const ORDER = `order by ${SUBJECT}, effective_access.sort_key`;

/**
 * The page that `listEffectiveAccess` would have given at a moment, in the same order and with cursors of the same kind.
 * @throws MomentError when nothing can be told of the moment; CursorError when the cursor is not one of this list
 */
export async function listAccessAsOf(
  tx: TenantTransaction,
  request: PageRequest & { filters: AccessFilters; asOf: string },
): Promise<Page<ListedAccessRow>> {
  const { filters, limit, asOf } = request;
  await checkMoment(tx, asOf);
  const asked = await askAsOf(tx, asOf, filters, decodeBytesCursor(request.cursor));
  const statement = defineStatement(
    "access_as_of_list",
    EffectiveAccessColumns,
    `${asked.text} ${ORDER} limit ${asked.conditions.value(limit + 1)}::integer`,
    asked.conditions.name(),
  );
  const rows = await tx.query(statement, asked.conditions.values);
  return pageOf(rows, limit, keyOfRow, listedRowOfColumns);
}

/**
 * Every row of a moment that meets the filters, in batches, in the order of docs/effective-access.md.
 * @throws MomentError when nothing can be told of the moment
 */
export async function* streamAccessAsOf(
  tx: TenantTransaction,
  filters: AccessFilters,
  asOf: string,
): AsyncGenerator<EffectiveAccessRow[]> {
  await checkMoment(tx, asOf);
  const { conditions, text } = await askAsOf(tx, asOf, filters, null);
  const statement = defineStatement(
    "access_as_of_stream",
    EffectiveAccessColumns,
    `${text} ${ORDER}`,
    conditions.name(),
  );
  for await (const batch of tx.stream(statement, conditions.values)) yield batch.map(rowOfColumns);
}

async function askAsOf(
  tx: TenantTransaction,
  asOf: string,
  filters: AccessFilters,
  after: Buffer | null,
): Promise<{ conditions: Conditions; text: string }> {
  const conditions = createConditions();
  const at = `${conditions.value(asOf)}::timestamptz`;
  if (after !== null) conditions.add("c", after, (value) => `effective_access.sort_key > ${value}::bytea`);
  const from = after === null ? ([filters.provider, ""] as const) : subjectOf(after);
  if (from[0] !== undefined) {
    conditions.add(
      "f",
      from[0],
      (provider) => `(${SUBJECT}) >= (${provider}::text, ${conditions.value(from[1])}::text)`,
    );
  }
  addPlainFilters(conditions, filters);
  if (filters.person !== undefined) {
    const ids = await listAccountsThen(tx, filters.person, asOf);
    conditions.add("u", ids, (given) => `effective_access.subject_account_id = any(${given}::uuid[])`);
  }
  if (filters.resource !== undefined) {
    const ids = await listResourcesThen(tx, filters.resource, asOf);
    conditions.add("r", ids, (given) => `effective_access.resource_node_id = any(${given}::uuid[])`);
  }
  if (filters.search !== undefined) {
    conditions.add(
      "q",
      likePattern(filters.search),
      (pattern) => `(
    lower(concat_ws(' ', effective_access.person_name, effective_access.person_email)) like ${pattern}::text
    or lower(concat_ws(' ', effective_access.subject_label, effective_access.subject_id)) like ${pattern}::text
    or lower(concat_ws(' ', effective_access.resource_id, effective_access.resource_name)) like ${pattern}::text)`,
    );
  }
  const text = `select ${COLUMNS} from effective_access_as_of(${at}) as effective_access where ${conditions.sql()}`;
  return { conditions, text };
}

/** Where a key begins: with the subject's provider and id, each closed by U+0001. */
function subjectOf(key: Buffer): readonly [string, string] {
  const [provider, id, ...rest] = key.toString("utf8").split("\u0001");
  // PostgreSQL takes no text with U+0000.
  if (id === undefined || id.includes("\u0000") || rest.length === 0) throw new CursorError();
  if (!PROVIDERS.some((known) => known === provider)) throw new CursorError();
  return [provider ?? "", id];
}

const accountsThen = defineStatement(
  "person_account_id_list_as_of",
  z.object({ account_id: z.string() }),
  `select access_span_people.account_id
from access_span_people
where access_span_people.person_id = any($1::uuid[]) and access_span_people.valid_from <= $2::timestamptz
  and (access_span_people.valid_until is null or access_span_people.valid_until > $2::timestamptz)`,
);

// An address that went and came back counts as the person's in between, too.
const peopleOfAddress = defineStatement(
  "person_id_list_by_email_as_of",
  z.object({ person_id: z.string() }),
  `select distinct canonical_emails.person_id
from canonical_emails
where canonical_emails.email = $1::text and canonical_emails.created_at <= $2::timestamptz
  and (canonical_emails.deleted_at is null or canonical_emails.deleted_at > $2::timestamptz)`,
);

/** @returns who had the e-mail at a moment, compared in lower case and trimmed. */
export async function listPeopleOfAddressThen(tx: TenantTransaction, email: string, asOf: string): Promise<string[]> {
  const rows = await tx.query(peopleOfAddress, [email.trim().toLowerCase(), asOf]);
  return rows.map((row) => row.person_id);
}

/** @param person uuid or e-mail @returns the accounts that were the person's at a moment */
export async function listAccountsThen(tx: TenantTransaction, person: string, asOf: string): Promise<string[]> {
  const people = isUuid(person) ? [person] : await listPeopleOfAddressThen(tx, person, asOf);
  return (await tx.query(accountsThen, [people, asOf])).map((row) => row.account_id);
}

const resourcesThen = defineStatement(
  "resource_node_id_list_as_of",
  z.object({ resource_id: z.string() }),
  `select access_span_resources.resource_id
from access_span_resources
where access_span_resources.resource_id = any($1::uuid[]) and access_span_resources.valid_from <= $2::timestamptz
  and (access_span_resources.valid_until is null or access_span_resources.valid_until > $2::timestamptz)
order by access_span_resources.type, access_span_resources.resource_id`,
);

/** @param resource uuid of the node, or the provider's own id, which may name several @returns the nodes of a moment */
export async function listResourcesThen(tx: TenantTransaction, resource: string, asOf: string): Promise<string[]> {
  const rows = await tx.query(resourcesThen, [listResourceNodes(resource), asOf]);
  return rows.map((row) => row.resource_id);
}
