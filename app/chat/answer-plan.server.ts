import { AnswerTooSlow, answerQuestion } from "../ask/answer.server.ts";
import type { RunResult } from "../ask/run/result.ts";
import type { AskRunner } from "../ask/run/runner.server.ts";
import type { Database } from "../db/database.server.ts";
import type { AskPlan } from "../model/ask-plan.ts";
import type { ChatOutcome } from "../model/chat.ts";
import { findAccessRefresh } from "../queries/access-refresh.server.ts";
import { listScopeFreshness } from "../queries/scopes.server.ts";
import { summariseRows, tableOf } from "./sql-answer.ts";
import { tablesOf } from "./tables-of.ts";

/** Rows of a model's SQL that are shown. */
export const MOST_ROWS = 1_000;

type CataloguePlan = Extract<AskPlan, { by: "catalogue" }>;
type ModelPlan = Extract<AskPlan, { by: "model" }>;

/** Answers a question of the catalogue. @throws when the catalogue has no such question any more */
export async function answerCatalogue(
  database: Database,
  tenantId: string,
  plan: CataloguePlan & { understood: string },
): Promise<Extract<ChatOutcome, { kind: "answered" | "failed" }>> {
  try {
    const { questionId, slots, ...answer } = await answerQuestion(database, tenantId, plan);
    const shown = { ...answer, plan: { by: "catalogue" as const, questionId, slots }, tables: tablesOf(answer.sql) };
    return { kind: "answered", answer: shown };
  } catch (error) {
    if (!(error instanceof AnswerTooSlow)) throw error;
    return { kind: "failed", understood: plan.understood, because: error.message, sql: error.sql };
  }
}

/** What a model's SQL gave, as an answer or as the reason why there is none. */
export async function presentRun(
  database: Database,
  tenantId: string,
  plan: ModelPlan,
  result: RunResult,
): Promise<Extract<ChatOutcome, { kind: "answered" | "refused" | "failed" }>> {
  const { understood, sql } = plan;
  if (!result.ok) {
    return result.kind === "refused"
      ? { kind: "refused", understood, layer: result.layer, because: result.reason, sql }
      : { kind: "failed", understood, because: result.reason, sql };
  }
  const { columns, rows } = tableOf(result.columns, result.rows);
  const receipt = await database.read({ tenantId, role: "analyst" }, async (tx) => ({
    refresh: await findAccessRefresh(tx),
    sources: await listScopeFreshness(tx),
  }));
  const isAccess = result.tables.some((table) => table.endsWith("effective_access"));
  return {
    kind: "answered",
    answer: {
      plan,
      tables: result.tables,
      understood,
      columns,
      rows,
      truncated: result.truncated,
      summary: summariseRows(rows, result.truncated),
      sql,
      values: [],
      definitions: [],
      assumptions: [
        ...plan.assumptions,
        `The SQL was written by a language model (${plan.model}) and checked before it ran.`,
      ],
      asOf: isAccess ? (receipt.refresh?.refreshed_at ?? null) : null,
      sources: receipt.sources,
      followUps: [],
    },
  };
}

/** Asks again what was asked before: of a link, or of a saved question. */
export async function answerAgain(
  { database, runner }: { database: Database; runner: AskRunner },
  tenantId: string,
  plan: AskPlan,
  understood: string,
  signal?: AbortSignal,
): Promise<Extract<ChatOutcome, { kind: "answered" | "refused" | "failed" }>> {
  if (plan.by === "catalogue") {
    return answerCatalogue(database, tenantId, { ...plan, understood });
  }
  const result = await runner.run(tenantId, plan.sql, { rows: MOST_ROWS, ...(signal ? { signal } : {}) });
  return presentRun(database, tenantId, plan, result);
}
