import type { AnswerColumn, AnswerRow, Definition, Slots, SlotValue } from "../model/answer.ts";

/** Slots that are filled with a thing of the tenant, by its identifier. */
export const ENTITY_KINDS = ["person", "group", "resource", "account"] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

/** Slots that are filled with a word or a number of the question itself. */
export const WORD_KINDS = [
  "system",
  "level",
  "path",
  "status",
  "resourceType",
  "population",
  "finding",
  "days",
  "since",
  "moment",
] as const;
export type WordKind = (typeof WORD_KINDS)[number];

/** @returns the kind of words that fills a slot: a day is both where a span begins and a moment */
export function filledBy<Kind extends SlotKind>(kind: Kind): Kind | "since" {
  return kind === "moment" ? "since" : kind;
}

export type SlotKind = EntityKind | WordKind;

/** `fallback` fills a slot that the question leaves open; `only` are the words that the slot can take. */
export type SlotSpec = {
  name: string;
  kind: SlotKind;
  required?: true;
  fallback?: SlotValue;
  only?: readonly string[];
};

/** Source of facts that an answer rests on: the beginning of the names of its scopes. */
export type SourceName = "google-workspace" | "aws" | "gcp" | "github";

type QuestionBase = {
  id: string;
  /** As a person would ask it; `{name}` stands for a slot. It is matched like the wordings. */
  canonical: string;
  wordings: readonly string[];
  slots: readonly SlotSpec[];
  /** Texts of questions to ask next; `{name}` is filled from the slots, and one that cannot be filled is left out. */
  followUps: readonly { questionId: string; text: string }[];
};

/** A question that one statement answers. */
export type AnswerableQuestion = QuestionBase & {
  kind: "answerable";
  /**
   * One statement. `:name` is the value of a slot; a line that begins with `[name]` stands only when the slot is
   * filled, one with `[!name]` only when it is not. It has no limit of its own: a line with `[first]` stands only when
   * no more than `:first` rows are read, and may leave out what comes after them in the order of the statement.
   */
  sql: string;
  /**
   * How tens of thousands of accounts are joined, where the planner, which is told nothing of what stands behind a security
   * barrier, guesses 200. `hash`: no nested loops. `merge`: neither loops nor hashes, for what two indexes give in one order.
   * `no hash`: where two lists are merged and another one is gone through until enough is found. Each takes half the time of
   * what the planner chooses (`npm run bench:asking`).
   */
  joins?: "hash" | "merge" | "no hash";
  /** Who runs it: history can be read by the auditor's role only. */
  role: "analyst" | "audit";
  columns: readonly AnswerColumn[];
  definitions: readonly Definition[];
  assumptions: readonly string[];
  sources: readonly SourceName[];
  /** The answer is as old as the last time that effective access was worked out. */
  fromAccess: boolean;
  /** Speaks of the rows and of nothing else. `more` says that they are not all. */
  summarise(rows: readonly AnswerRow[], slots: Slots, more: boolean): string;
};

/** A question that people ask and the product cannot answer yet. `reason` says why and what to do instead. */
export type OpenQuestion = QuestionBase & { kind: "open"; reason: string };

export type Question = AnswerableQuestion | OpenQuestion;

/** @returns whether a slot of this kind is filled with a thing of the tenant. */
export function isEntityKind(kind: SlotKind): kind is EntityKind {
  return ENTITY_KINDS.some((one) => one === kind);
}
