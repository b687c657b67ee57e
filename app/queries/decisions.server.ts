import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PROVIDERS } from "../model/access.ts";
import { decodeCursor, encodeCursor } from "../model/cursor.ts";
import type { DecisionEntry } from "../model/decisions.ts";
import type { Page } from "../model/views.ts";
import { createConditions, isoTime } from "./fragments.ts";
import { type PageRequest, pageOf } from "./page.ts";

const Row = z.object({
  id: z.string(),
  batch_id: z.string().nullable(),
  kind: z.enum(["accept", "reject", "merge", "split"]),
  provider: z.enum(PROVIDERS).nullable(),
  label: z.string().nullable(),
  person_id: z.string().nullable(),
  person_name: z.string().nullable(),
  other_id: z.string().nullable(),
  other_name: z.string().nullable(),
  decided_by: z.string(),
  decided_at: z.string(),
  decided_key: z.string(),
  undone_by: z.string().nullable(),
  undone_at: z.string().nullable(),
});

const SELECT = `select identity_decisions.id, identity_decisions.batch_id, identity_decisions.kind, accounts.provider,
  accounts.label, people.id as person_id, people.name as person_name, others.id as other_id, others.name as other_name,
  identity_decisions.decided_by, ${isoTime("identity_decisions.decided_at")} as decided_at,
  identity_decisions.decided_at::text as decided_key, identity_decisions.undone_by,
  ${isoTime("identity_decisions.undone_at")} as undone_at
from identity_decisions
left join accounts on accounts.id = identity_decisions.account_id
left join canonical_users as people on people.id = identity_decisions.person_id
left join canonical_users as others on others.id = identity_decisions.other_person_id`;

function entryOf(row: z.infer<typeof Row>): DecisionEntry {
  const person = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? id });
  return {
    id: row.id,
    batchId: row.batch_id,
    kind: row.kind,
    account: row.provider === null || row.label === null ? null : { provider: row.provider, label: row.label },
    person: person(row.person_id, row.person_name),
    otherPerson: person(row.other_id, row.other_name),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    undoneBy: row.undone_by,
    undoneAt: row.undone_at,
  };
}

/** Decisions of who is who, the newest first, with those that were undone. */
export async function listDecisions(tx: TenantTransaction, request: PageRequest): Promise<Page<DecisionEntry>> {
  const conditions = createConditions();
  const after = decodeCursor(request.cursor, z.tuple([z.string(), z.guid()]));
  if (after !== null) {
    conditions.add(
      "c",
      after[0],
      (decidedAt) =>
        `(identity_decisions.decided_at, identity_decisions.id) < (${decidedAt}::timestamptz, ${conditions.value(after[1])}::uuid)`,
    );
  }
  const statement = defineStatement(
    "identity_decision_list",
    Row,
    `${SELECT}
where ${conditions.sql()}
order by identity_decisions.decided_at desc, identity_decisions.id desc limit ${conditions.value(request.limit + 1)}::integer`,
    conditions.name(),
  );
  const rows = await tx.query(statement, conditions.values);
  return pageOf(rows, request.limit, (row) => encodeCursor([row.decided_key, row.id]), entryOf);
}

const standingOfBatch = defineStatement(
  "identity_decision_batch",
  z.object({ id: z.string() }),
  "select id from identity_decisions where batch_id = $1::uuid and undone_at is null",
);

/** @returns the decisions of one rule that stand */
export async function listBatch(tx: TenantTransaction, batchId: string): Promise<string[]> {
  return (await tx.query(standingOfBatch, [batchId])).map(({ id }) => id);
}

const decisionGet = defineStatement("identity_decision_get", Row, `${SELECT} where identity_decisions.id = $1::uuid`);

export async function findDecision(tx: TenantTransaction, id: string): Promise<DecisionEntry | null> {
  const [row] = await tx.query(decisionGet, [id]);
  return row === undefined ? null : entryOf(row);
}
