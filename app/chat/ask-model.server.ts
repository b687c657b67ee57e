import { createNameLookup } from "../ask/link/find-names.server.ts";
import { linkNames, type Mention } from "../ask/link/link-names.ts";
import type { Assistant } from "../ask/llm/assistant.server.ts";
import type { LlmUsage } from "../ask/llm/llm.ts";
import { writeQuestion } from "../ask/llm/prompt.ts";
import type { Draft, Reply } from "../ask/llm/reply.ts";
import type { Outcome } from "../ask/outcome.ts";
import { planQuestion } from "../ask/plan.ts";
import type { RunResult } from "../ask/run/result.ts";
import type { AskRunner } from "../ask/run/runner.server.ts";
import { readPieces } from "../ask/words/reading.ts";
import type { Database } from "../db/database.server.ts";
import { MOST_ROWS } from "./answer-plan.server.ts";

export type ModelTask = {
  database: Database;
  runner: AskRunner;
  assistant: Assistant;
  instructions: string;
  tenantId: string;
  question: string;
  before: readonly string[];
  now: Date;
  signal: AbortSignal;
  spend(usage: LlmUsage): void;
  onDraft(draft: Draft): void;
};

type By = { provider: string; model: string };

/** How a model reads a question; what it chose has already been planned or run. */
export type ModelReading =
  | { kind: "planned"; plan: Extract<Outcome, { kind: "planned" | "choose" }> }
  | ({ kind: "sql"; understood: string; assumptions: string[]; sql: string; result: RunResult } & By)
  | { kind: "ask back"; understood: string; choices: string[] }
  | { kind: "cannot"; understood: string };

/** Names that one lookup tells a model; more would make the prompt a directory. */
const NAMES_TOLD = 8;

/** Failures that a second try may mend, because they are the statement's own. */
const MENDABLE: ReadonlySet<string> = new Set(["unknown_name", "wrong_types", "not_supported", "too_expensive"]);

/**
 * Has a model read a question that the catalogue did not understand. Everything that it gives is checked: a question of
 * the catalogue by the planner, SQL by the guard and by running it; what is refused it may mend once.
 * @throws LlmError when no provider answered. What the guard refused twice is a reading of kind `sql` with its refusal.
 */
export async function askModel(task: ModelTask): Promise<ModelReading> {
  const { database, runner, tenantId, question, now, signal } = task;
  const read = <Result>(work: (lookup: ReturnType<typeof createNameLookup>) => Promise<Result>) =>
    database.read({ tenantId, role: "analyst" }, (tx) => work(createNameLookup(tx)));
  const findNames = (text: string) =>
    read(async (lookup) =>
      [...(await lookup.find(text)), ...(await lookup.findMistyped(text))]
        .filter(({ id }, at, all) => all.findIndex((other) => other.id === id) === at)
        .slice(0, NAMES_TOLD)
        .map(({ kind, label }) => ({ kind, name: label })),
    );
  const names = await read(async (lookup) => {
    const { pieces } = await linkNames(readPieces(question, now), lookup);
    const mentions = pieces.filter((piece): piece is Mention => piece.kind === "mention");
    return mentions.flatMap(({ matches }) =>
      matches.slice(0, NAMES_TOLD).map(({ kind, label }) => ({ kind, name: label })),
    );
  });
  let planned: Extract<Outcome, { kind: "planned" | "choose" }> | null = null;
  let ran: { sql: string; result: RunResult } | null = null;
  const objectTo = async (reply: Reply): Promise<string | null> => {
    if (reply.kind === "catalogue") {
      const outcome = await read((lookup) => planQuestion(reply.question, { lookup, now }));
      planned = outcome.kind === "planned" || outcome.kind === "choose" ? outcome : null;
      return planned === null ? "That is none of the listed questions. Keep to their wording, or write SQL." : null;
    }
    if (reply.kind !== "sql") return null;
    const result = await runner.run(tenantId, reply.sql, { rows: MOST_ROWS, signal });
    const isSecond = ran !== null;
    ran = { sql: reply.sql, result };
    if (result.ok || isSecond) return null;
    if (result.kind === "refused")
      return `Refused by the guard (${result.layer}): ${result.reason}. Write it otherwise.`;
    return MENDABLE.has(result.kind) ? `It does not run: ${result.reason}. Write it otherwise.` : null;
  };
  const today = now.toISOString().slice(0, 10);
  const { reply, provider, model } = await task.assistant.write({
    system: task.instructions,
    question: writeQuestion({ question, before: task.before, names, today }),
    findNames,
    objectTo,
    spend: task.spend,
    onDraft: task.onDraft,
    signal,
  });
  if (reply.kind === "catalogue" && planned !== null) return { kind: "planned", plan: planned };
  if (reply.kind === "sql" && ran !== null) {
    return { ...reply, result: (ran as { result: RunResult }).result, provider, model };
  }
  if (reply.kind === "ask back") return reply;
  return { kind: "cannot", understood: reply.understood };
}
