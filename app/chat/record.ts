import type { AskOutcome } from "../model/asked-question.ts";
import type { ChatOutcome, ChatResult } from "../model/chat.ts";
import type { AskedRecord } from "../store/asked-questions.server.ts";

type Known = Pick<AskedRecord, "id" | "conversationId" | "actor" | "question" | "tookMs">;

/** What is kept of a result: how it was understood and how many rows it had, and none of the rows. */
export function recordOf(outcome: ChatOutcome, model: ChatResult["model"], known: Known): AskedRecord {
  const answer = outcome.kind === "answered" ? outcome.answer : null;
  const written = outcome.kind === "refused" || outcome.kind === "failed" ? outcome : null;
  return {
    ...known,
    outcome: outcome.kind satisfies AskOutcome,
    plan: answer?.plan ?? null,
    understood: answer?.understood ?? ("understood" in outcome ? outcome.understood : null),
    reply: { outcome: outcome.kind === "answered" ? null : outcome, model },
    rowCount: answer?.rows.length ?? null,
    sql: answer?.sql ?? written?.sql ?? null,
    verdict: verdictOf(outcome, model),
  };
}

/** The guard is asked about a model's SQL only. */
function verdictOf(outcome: ChatOutcome, { use }: ChatResult["model"]): AskedRecord["verdict"] {
  if (outcome.kind === "refused") return { ok: false, layer: outcome.layer, reason: outcome.because };
  const hasRun = outcome.kind === "failed" || (outcome.kind === "answered" && outcome.answer.plan.by === "model");
  return hasRun && use === "used" ? { ok: true } : null;
}
