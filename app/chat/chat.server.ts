import { randomUUID } from "node:crypto";
import { createNameLookup } from "../ask/link/find-names.server.ts";
import type { Assistant } from "../ask/llm/assistant.server.ts";
import { LlmError, type LlmUsage } from "../ask/llm/llm.ts";
import type { Outcome, PlannedQuestion } from "../ask/outcome.ts";
import { planQuestion } from "../ask/plan.ts";
import type { AskRunner } from "../ask/run/runner.server.ts";
import type { Database } from "../db/database.server.ts";
import type { AskPlan } from "../model/ask-plan.ts";
import type { AskedQuestion } from "../model/asked-question.ts";
import type { ChatOutcome, ChatProgress, ChatResult, ModelUse } from "../model/chat.ts";
import { listConversation } from "../queries/asked-questions.server.ts";
import { countTokensToday } from "../queries/llm-usage.server.ts";
import { addAskedQuestion } from "../store/asked-questions.server.ts";
import { addLlmUsage } from "../store/llm-usage.server.ts";
import { answerAgain, answerCatalogue, presentRun } from "./answer-plan.server.ts";
import { askModel, type ModelReading } from "./ask-model.server.ts";
import { recordOf } from "./record.ts";

export type ChatRequest = {
  tenantId: string;
  actor: string;
  question: string;
  /** Of an earlier result, so that “only the contractors” has something to narrow. */
  conversationId: string | null;
  /** Phrases that meant several things, and the `id` that was chosen for each. */
  picks: Readonly<Record<string, string>>;
  signal: AbortSignal;
  onProgress(progress: ChatProgress): void;
};

export type Chat = {
  /** Answers one question, keeps it and writes it to the audit log. What cannot be answered is an outcome, not an error. */
  ask(request: ChatRequest): Promise<ChatResult>;
  /** Asks again what a link or a saved question stands for; nothing is kept. */
  again(tenantId: string, asked: Pick<AskedQuestion, "plan" | "understood">, signal: AbortSignal): Promise<ChatOutcome>;
  /** Models in the order in which they are asked, and whether each is at hand. */
  models: Assistant["states"];
};

export type ChatOptions = {
  database: Database;
  runner: AskRunner;
  /** Null without a key. */
  assistant: Assistant | null;
  /** What the model is told of the product; asked for once it is needed. */
  readInstructions(): Promise<string>;
  dailyTokens: number;
  now?: () => Date;
};

/** Questions that a conversation looks back upon. */
const REMEMBERED = 6;

const STILL_WORKS = "Questions of the catalogue, links, saved questions and every other page work as before.";

/** Questions in English: first the catalogue, which needs no model; then, where one is set up, a model behind the guard. */
export function createChat(options: ChatOptions): Chat {
  const { database, runner, assistant, now = () => new Date() } = options;

  async function plan(request: ChatRequest, previous: PlannedQuestion | null): Promise<Outcome> {
    return database.read({ tenantId: request.tenantId, role: "analyst" }, (tx) =>
      planQuestion(request.question, { lookup: createNameLookup(tx), now: now(), previous, picks: request.picks }),
    );
  }

  async function present(request: ChatRequest, outcome: Outcome): Promise<ChatOutcome> {
    const { kind } = outcome;
    if (kind === "planned") {
      request.onProgress({ type: "step", step: "reading the database" });
      const { questionId, slots, understood } = outcome;
      return answerCatalogue(database, request.tenantId, {
        by: "catalogue",
        questionId,
        slots,
        understood,
      });
    }
    if (kind === "choose") return outcome;
    if (kind === "not understood") return outcome;
    return { kind: "cannot", understood: outcome.understood, because: outcome.reason, nearest: outcome.nearest };
  }

  async function presentReading(request: ChatRequest, reading: ModelReading): Promise<ChatOutcome> {
    if (reading.kind === "planned") return present(request, reading.plan);
    if (reading.kind === "sql") {
      const { result, kind: _, ...written } = reading;
      return presentRun(database, request.tenantId, { by: "model", ...written }, result);
    }
    if (reading.kind === "ask back") {
      const choices = reading.choices.map((label) => ({ id: null, label, detail: "" }));
      return { kind: "choose", understood: reading.understood, phrase: null, choices };
    }
    const because = "The collected data does not hold the answer.";
    return { kind: "cannot", understood: reading.understood, because, nearest: [] };
  }

  /** @returns what the model made of a question, or why it was not asked */
  async function consult(
    request: ChatRequest,
    before: readonly AskedQuestion[],
  ): Promise<{ use: ModelUse; note: string | null; outcome: ChatOutcome | null }> {
    if (assistant === null) return { use: "off", note: null, outcome: null };
    const { tenantId } = request;
    const used = await database.read({ tenantId, role: "analyst" }, countTokensToday);
    if (used >= options.dailyTokens) {
      const note = `Today's budget of ${options.dailyTokens} tokens is spent; it begins anew at midnight UTC. ${STILL_WORKS}`;
      return { use: "spent", note, outcome: null };
    }
    request.onProgress({ type: "step", step: "asking the model" });
    const spent: LlmUsage[] = [];
    try {
      const reading = await askModel({
        database,
        runner,
        assistant,
        instructions: await options.readInstructions(),
        tenantId,
        question: request.question,
        before: before.map(({ question }) => question).toReversed(),
        now: now(),
        signal: request.signal,
        spend: (usage) => spent.push(usage),
        onDraft: (draft) => request.onProgress({ type: "draft", ...draft }),
      });
      return { use: "used", note: null, outcome: await presentReading(request, reading) };
    } catch (error) {
      if (!(error instanceof LlmError)) throw error;
      const note = `The language model cannot be asked now (${error.fault}). ${STILL_WORKS}`;
      return { use: "unavailable", note, outcome: null };
    } finally {
      await spend(tenantId, spent);
    }
  }

  async function spend(tenantId: string, spent: readonly LlmUsage[]): Promise<void> {
    if (spent.length === 0) return;
    await database.write({ tenantId, role: "ingest" }, async (tx) => {
      for (const usage of spent) await addLlmUsage(tx, usage);
    });
  }

  return {
    async ask(request) {
      const started = performance.now();
      const { tenantId, actor, question } = request;
      request.onProgress({ type: "step", step: "reading the question" });
      const conversationId = request.conversationId ?? randomUUID();
      const before =
        request.conversationId === null
          ? []
          : await database.read({ tenantId, role: "analyst" }, (tx) =>
              listConversation(tx, { conversationId, askedBy: actor, limit: REMEMBERED }),
            );
      const understood = await plan(request, previousOf(before));
      const model =
        understood.kind === "not understood"
          ? await consult(request, before)
          : { use: assistant === null ? ("off" as const) : ("not needed" as const), note: null, outcome: null };
      const outcome = model.outcome ?? (await present(request, understood));
      const tookMs = Math.round(performance.now() - started);
      const id = randomUUID();
      const { use, note } = model;
      const record = recordOf(outcome, { use, note }, { id, conversationId, actor, question, tookMs });
      await database.write({ tenantId, role: "ingest" }, (tx) => addAskedQuestion(tx, record));
      return { id, conversationId, question, outcome, model: { use, note }, tookMs };
    },
    again: (tenantId, { plan: known, understood }, signal) => {
      if (known === null) throw new RangeError("a question without an answer cannot be asked again");
      return answerAgain({ database, runner }, tenantId, known, understood ?? "", signal);
    },
    models: () => assistant?.states() ?? [],
  };
}

/** The last question of the catalogue that was answered; SQL of a model is not narrowed by the planner. */
function previousOf(before: readonly AskedQuestion[]): PlannedQuestion | null {
  const last = before.find(({ plan }) => plan !== null);
  const plan: AskPlan | null = last?.plan ?? null;
  return plan?.by === "catalogue"
    ? { questionId: plan.questionId, slots: plan.slots, understood: last?.understood ?? "" }
    : null;
}
