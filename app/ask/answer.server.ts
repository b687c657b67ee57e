import { z } from "zod";
import type { Database, TenantTransaction } from "../db/database.server.ts";
import { withHashJoins, withMergeJoins, withoutHashJoins } from "../db/hash-joins.ts";
import { defineStatement } from "../db/statement.ts";
import type { Answer, AnswerRow, FollowUp } from "../model/answer.ts";
import type { ScopeFreshness } from "../model/views.ts";
import { findAccessRefresh } from "../queries/access-refresh.server.ts";
import { listScopeFreshness } from "../queries/scopes.server.ts";
import { findQuestion } from "./catalogue/index.ts";
import type { PlannedQuestion } from "./outcome.ts";
import type { AnswerableQuestion, SourceName } from "./question.ts";
import { bindStatement } from "./statement-text.ts";

/** Rows that one answer holds at most; more are said to be there and can be narrowed down. */
const MAX_ROWS = 1_000;

/** A statement that takes longer would hold a connection of the pool that pages need, and nobody waits so long. */
const WITHIN_MS = 10_000;

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: query_canceled */
const CANCELED = "57014";

const limitTime = defineStatement(
  "ask_limit_time",
  z.object({}),
  "select set_config('statement_timeout', $1::text, true), set_config('jit', 'off', true)",
);

/** The answer took longer than 10 s to read. */
export class AnswerTooSlow extends Error {
  override name = "AnswerTooSlow";
  readonly sql: string;

  constructor(sql: string, cause: unknown) {
    super(
      `Reading the answer took longer than ${WITHIN_MS / 1000} s. Ask about one person, group, resource or system.`,
      {
        cause,
      },
    );
    this.sql = sql;
  }
}

const Row = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/**
 * Answers a planned question from the tenant's own data, in one read-only transaction; history, which only the
 * auditor's role may read, has one of its own.
 * @param plan as `planQuestion` gives it, or as it was saved
 * @throws AnswerTooSlow after 10 s
 * @throws when the plan names no question of the catalogue that has an answer, or leaves a required slot open
 */
export async function answerQuestion(database: Database, tenantId: string, plan: PlannedQuestion): Promise<Answer> {
  const question = findQuestion(plan.questionId);
  if (question?.kind !== "answerable") {
    throw new Error(`${JSON.stringify(plan.questionId)} is no question of the catalogue that can be answered`);
  }
  const read = <Result>(role: "analyst" | "audit", work: (tx: TenantTransaction) => Promise<Result>) =>
    database.read({ tenantId, role }, work);
  if (question.role === "analyst") {
    return read("analyst", async (tx) => {
      const found = await listRows(tx, question, plan);
      return describe(question, plan, found, await findReceipt(tx, question));
    });
  }
  const found = await read("audit", (tx) => listRows(tx, question, plan));
  return describe(question, plan, found, await read("analyst", (tx) => findReceipt(tx, question)));
}

type Found = { rows: AnswerRow[]; sql: string; values: Answer["values"] };
type Receipt = { asOf: string | null; sources: ScopeFreshness[] };

async function listRows(tx: TenantTransaction, question: AnswerableQuestion, plan: PlannedQuestion): Promise<Found> {
  const first = MAX_ROWS + 1;
  const { text, values } = bindStatement(question, plan.slots, { first });
  const sql = `${text}\nlimit ${first}`;
  // No prepared statement: each is planned for its own values, since a resource has ten rows or a hundred thousand.
  const statement = { name: `ask_${question.id.replaceAll("-", "_")}`, prepared: "", text: sql, row: Row };
  await tx.query(limitTime, [String(WITHIN_MS)]);
  const given = values.map(({ value }) => value);
  const ask = () => tx.query(statement, given);
  const rows = await joined(tx, question.joins, ask).catch((error: { code?: string }) => {
    throw error.code === CANCELED ? new AnswerTooSlow(sql, error) : error;
  });
  return { rows, sql, values };
}

function joined<Result>(
  tx: TenantTransaction,
  joins: AnswerableQuestion["joins"],
  ask: () => Promise<Result>,
): Promise<Result> {
  if (joins === "hash") return withHashJoins(tx, ask);
  if (joins === "no hash") return withoutHashJoins(tx, ask);
  return joins === "merge" ? withMergeJoins(tx, ask) : ask();
}

async function findReceipt(tx: TenantTransaction, question: AnswerableQuestion): Promise<Receipt> {
  const refresh = question.fromAccess ? await findAccessRefresh(tx) : null;
  const scopes = await listScopeFreshness(tx);
  return {
    asOf: refresh?.refreshed_at ?? null,
    sources: scopes.filter(({ scope }) => question.sources.some((source) => isOfSource(scope, source))),
  };
}

function isOfSource(scope: string, source: SourceName): boolean {
  return scope === source || scope.startsWith(`${source}/`);
}

function describe(question: AnswerableQuestion, plan: PlannedQuestion, found: Found, receipt: Receipt): Answer {
  const rows = found.rows.slice(0, MAX_ROWS);
  const truncated = found.rows.length > MAX_ROWS;
  return {
    questionId: question.id,
    slots: plan.slots,
    understood: plan.understood,
    columns: question.columns,
    rows,
    truncated,
    summary: question.summarise(rows, plan.slots, truncated),
    sql: found.sql,
    values: found.values,
    definitions: question.definitions,
    assumptions: question.assumptions,
    asOf: receipt.asOf,
    sources: receipt.sources,
    followUps: followUpsOf(question, plan),
  };
}

/** Follow-ups with their names put in quotation marks, so that they are understood as they stand. */
function followUpsOf(question: AnswerableQuestion, { slots }: PlannedQuestion): FollowUp[] {
  return question.followUps.flatMap(({ questionId, text }) => {
    const names = [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
    if (names.some((name) => slots[name] === undefined)) return [];
    return [{ questionId, text: text.replaceAll(/\{(\w+)\}/g, (_, name: string) => `“${slots[name]?.label}”`) }];
  });
}
