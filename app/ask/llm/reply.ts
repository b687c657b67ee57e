import { Allow, parse as parsePartial } from "partial-json";
import { z } from "zod";
import { LlmError, type LlmTool } from "./llm.ts";

// Strict mode wants every field named, so what may be missing is null. The SQL comes last: what is understood is shown first.
const Arguments = z.object({
  kind: z
    .enum(["catalogue", "sql", "ask back", "cannot"])
    .describe("catalogue: one of the listed questions says it; sql: none does; ask back: a name or a word is open"),
  understood: z.string().describe("the question in one sentence, as you understood it"),
  assumptions: z.array(z.string()).describe("each decision that the question left to you; empty when there was none"),
  question: z.string().nullable().describe("catalogue: the question in the listed wording, with the names put in"),
  choices: z.array(z.string()).describe("ask back: what the person may choose from, two to six; else empty"),
  sql: z.string().nullable().describe("sql: one SELECT of PostgreSQL 16 over the listed relations"),
});

export type Reply =
  | { kind: "catalogue"; understood: string; assumptions: string[]; question: string }
  | { kind: "sql"; understood: string; assumptions: string[]; sql: string }
  | { kind: "ask back"; understood: string; choices: string[] }
  | { kind: "cannot"; understood: string };

export const ANSWER: LlmTool = {
  name: "answer",
  description: "Gives the answer to the question: how it is to be read from the database, or why it cannot be.",
  parameters: schemaOf(Arguments),
};

const Lookup = z.object({ text: z.string().describe("a name or a part of one, as the person wrote it") });

export const FIND_NAMES: LlmTool = {
  name: "find_names",
  description:
    "Finds people, groups, accounts, repositories, projects and roles of the organisation by name or e-mail.",
  parameters: schemaOf(Lookup),
};

/** Longer texts are no names, and a lookup costs a scan of the trigram index. */
const LONGEST_NAME = 200;

/** @throws LlmError when the model's arguments are not what was asked for */
export function parseLookup(input: unknown): string {
  const parsed = Lookup.safeParse(input);
  if (!parsed.success) throw new LlmError("nonsense", { cause: parsed.error });
  return parsed.data.text.slice(0, LONGEST_NAME);
}

/** @throws LlmError when the arguments are not what was asked for, or a kind lacks what it needs */
export function parseReply(input: unknown): Reply {
  const parsed = Arguments.safeParse(input);
  if (!parsed.success) throw new LlmError("nonsense", { cause: parsed.error });
  const { kind, understood, assumptions, question, choices, sql } = parsed.data;
  if (kind === "cannot") return { kind, understood };
  if (kind === "ask back" && choices.length > 1) return { kind, understood, choices };
  if (kind === "catalogue" && question) return { kind, understood, assumptions, question };
  if (kind === "sql" && sql) return { kind, understood, assumptions, sql };
  throw new LlmError("nonsense");
}

/** What a person may see of an answer that is still being written. */
export type Draft = { understood: string; sql: string };

/** @param json the beginning of the arguments of `answer` */
export function readDraft(json: string): Draft {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  try {
    const draft: unknown = parsePartial(json, Allow.ALL);
    if (typeof draft !== "object" || draft === null) return { understood: "", sql: "" };
    const { understood, sql } = draft as Record<string, unknown>;
    return { understood: text(understood), sql: text(sql) };
  } catch {
    // Not the beginning of JSON: parseReply says so when it is complete.
    return { understood: "", sql: "" };
  }
}

/** JSON schema without the dialect's name, which the providers refuse. */
function schemaOf(schema: z.ZodType): LlmTool["parameters"] {
  const { $schema: _, ...rest } = z.toJSONSchema(schema);
  return rest;
}
