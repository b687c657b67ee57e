import type { AskRunner } from "../ask/run/runner.server.ts";
import type { Database } from "../db/database.server.ts";
import type { SavedQuestion } from "../model/asked-question.ts";
import { findLastRows, listSavedQuestions } from "../queries/saved-questions.server.ts";
import { addSavedQuestionRun } from "../store/saved-questions.server.ts";
import { answerAgain } from "./answer-plan.server.ts";
import { compareRows } from "./compare-rows.ts";

export type RerunTotals = { questions: number; changed: number; failed: number };

/**
 * Asks every saved question of the tenant again and keeps what changed; one that fails keeps its reason and holds nobody up.
 * @param options.syncRunId the ingest that it follows, null when a person asked for it
 * @param options.id only this one
 */
export async function rerunSavedQuestions(
  { database, runner }: { database: Database; runner: AskRunner },
  tenantId: string,
  { syncRunId, id = null }: { syncRunId: string | null; id?: string | null },
): Promise<RerunTotals> {
  const saved = await database.read({ tenantId, role: "analyst" }, (tx) => listSavedQuestions(tx, id));
  const totals: RerunTotals = { questions: saved.length, changed: 0, failed: 0 };
  for (const question of saved) {
    const before = await database.read({ tenantId, role: "analyst" }, (tx) => findLastRows(tx, question.id));
    const run = await runOnce({ database, runner }, tenantId, question, before);
    if (run.failure !== null) totals.failed += 1;
    else if (run.added.length + run.removed.length > 0) totals.changed += 1;
    await database.write({ tenantId, role: "admin" }, (tx) =>
      addSavedQuestionRun(tx, question.id, { ...run, syncRunId }),
    );
  }
  return totals;
}

async function runOnce(
  tools: { database: Database; runner: AskRunner },
  tenantId: string,
  { plan, question }: SavedQuestion,
  before: Record<string, unknown>[] | null,
) {
  const failed = (failure: string) => ({ rowCount: null, truncated: false, rows: [], added: [], removed: [], failure });
  try {
    const outcome = await answerAgain(tools, tenantId, plan, question);
    if (outcome.kind !== "answered") return failed(outcome.because);
    const { rows, truncated } = outcome.answer;
    // The first answer is what later ones are held against, and no change itself.
    const { added, removed } = compareRows<Record<string, unknown>>(before ?? rows, rows);
    return { rowCount: rows.length, truncated, rows, added, removed, failure: null };
  } catch (error) {
    return failed(
      error instanceof Error && error.name === "ConfigError" ? error.message : "the question could not be asked",
    );
  }
}
