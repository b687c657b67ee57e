import { answerQuestion } from "../../app/ask/answer.server.ts";
import { findQuestion } from "../../app/ask/catalogue/index.ts";
import { LlmError } from "../../app/ask/llm/llm.ts";
import type { AskColumn } from "../../app/ask/run/result.ts";
import { askModel, type ModelReading, type ModelTask } from "../../app/chat/ask-model.server.ts";
import type { Answer } from "../../app/model/answer.ts";
import type { Json } from "../../app/model/json.ts";
import { type Filled, fillWording, NOW, type Verdict } from "./evaluation.ts";
import type { Wording } from "./wordings.ts";
import type { World } from "./world.ts";

export type ModelUnderTest = Pick<ModelTask, "database" | "runner" | "assistant" | "instructions">;

/**
 * Asks a model one wording of one organisation, as the product asks it, and compares the things that its rows name with
 * those of the catalogue's answer, which oracles hold. Null: it cannot be asked there, or nothing is known to be right.
 */
export async function evaluateModel(
  model: ModelUnderTest,
  tenantId: string,
  world: World,
  wording: Wording,
  number: number,
): Promise<Verdict | null> {
  const filled = fillWording(wording, world, number);
  const isOpen = wording.means === "none";
  if (filled === null || (!isOpen && findQuestion(wording.means)?.kind !== "answerable")) return null;
  const verdict = { wording: filled.text, means: wording.means };
  const reading = await readByModel(model, tenantId, filled.text);
  if (reading instanceof LlmError) return { ...verdict, verdict: "refused", told: reading.fault };
  if (reading.kind === "cannot" || reading.kind === "ask back") {
    return { ...verdict, verdict: isOpen ? "right" : "refused", told: `${reading.kind}: ${reading.understood}` };
  }
  if (reading.kind === "planned" && reading.plan.kind === "choose") {
    return { ...verdict, verdict: "refused", told: `which ${reading.plan.phrase}` };
  }
  const told = describe(reading);
  if (isOpen) return { ...verdict, verdict: "wrong", told };
  if (reading.kind === "sql" && !reading.result.ok) return { ...verdict, verdict: "refused", told };
  const isRight = await agrees(model, tenantId, reading, wording, filled);
  return { ...verdict, verdict: isRight ? "right" : "wrong", told };
}

function readByModel(model: ModelUnderTest, tenantId: string, question: string): Promise<ModelReading | LlmError> {
  const { signal } = new AbortController();
  const silent = { spend: () => {}, onDraft: () => {} };
  return askModel({ ...model, ...silent, tenantId, question, before: [], now: NOW, signal }).catch((error: unknown) => {
    if (error instanceof LlmError) return error;
    throw error;
  });
}

type Read = Extract<ModelReading, { kind: "planned" | "sql" }>;

function describe(reading: Read): string {
  if (reading.kind === "planned") return reading.plan.understood;
  const ending = reading.result.ok ? `${reading.result.rows.length} rows` : reading.result.reason;
  return `${reading.sql} → ${ending}`;
}

async function agrees(
  { database }: ModelUnderTest,
  tenantId: string,
  reading: Read,
  { means }: Wording,
  { slots }: Filled,
): Promise<boolean> {
  const expected = await answerQuestion(database, tenantId, { questionId: means, slots, understood: "" });
  if (reading.kind === "sql") return reading.result.ok && namesTheSame(expected, reading.result);
  if (reading.plan.kind !== "planned") return false;
  const answer = await answerQuestion(database, tenantId, reading.plan);
  const columns = Object.keys(answer.rows[0] ?? {});
  return namesTheSame(expected, {
    columns: columns.map((name) => ({ name, type: "text" })),
    rows: answer.rows.map((row) => columns.map((name) => row[name] ?? null)),
  });
}

/**
 * Whether each kind of thing that the expected rows link to, or their first column where they link to none, stands with
 * the same members in some column given: by identifier or by what it is called. Further columns are nobody's fault.
 */
function namesTheSame(
  { columns, rows }: Pick<Answer, "columns" | "rows">,
  given: { columns: readonly AskColumn[]; rows: readonly (readonly Json[])[] },
): boolean {
  if (rows.length === 0 || given.rows.length === 0) return rows.length === given.rows.length;
  const linked = columns.filter(({ link }) => link !== undefined && link.to !== "explain");
  const there = given.columns.map((_, at) => membersOf(given.rows.map((row) => row[at] ?? null)));
  return (linked.length > 0 ? linked : columns.slice(0, 1)).every(({ key, link }) =>
    [key, ...(link?.keys ?? [])].some((name) => there.includes(membersOf(rows.map((row) => row[name] ?? null)))),
  );
}

function membersOf(values: readonly Json[]): string {
  const known = values.filter((value) => value !== null);
  return JSON.stringify([...new Set(known.map(String))].toSorted());
}
