import type { WordKind } from "../question.ts";
import { CONCEPT_WORDS, FILTER_WORDS, NEUTRAL_WORDS, STOP_WORDS } from "./vocabulary.ts";

/** What a word or a phrase of a question means. */
export type Meaning =
  | { kind: "stop" }
  /** `neutral` concepts are understood by every question and only help to rank. */
  | { kind: "concept"; concept: string; neutral: boolean }
  | { kind: "filter"; filter: WordKind; value: string };

/** Longest phrase of the vocabulary, in words. */
export const MAX_PHRASE = 5;

const MEANINGS = new Map<string, Meaning>();
for (const word of STOP_WORDS) MEANINGS.set(word, { kind: "stop" });
for (const [concept, words] of Object.entries(NEUTRAL_WORDS)) {
  for (const word of words) MEANINGS.set(word, { kind: "concept", concept, neutral: true });
}
for (const [concept, words] of Object.entries(CONCEPT_WORDS)) {
  for (const word of words) MEANINGS.set(word, { kind: "concept", concept, neutral: false });
}
for (const { filter, value, words } of FILTER_WORDS) {
  for (const word of words) MEANINGS.set(word, { kind: "filter", filter, value });
}

const SINGLE_WORDS = [...MEANINGS.keys()].filter((word) => !word.includes(" "));

/** @returns what the phrase means; a plural means what its singular means; undefined when the vocabulary lacks it. */
export function meaningOf(phrase: string): Meaning | undefined {
  return MEANINGS.get(phrase) ?? MEANINGS.get(singular(phrase));
}

/** @returns the word of the vocabulary that a mistyped word must mean, or null when there is none or more than one. */
export function correctWord(word: string, distance: (left: string, right: string) => number): string | null {
  if (word.length < 4 || /\d|[@/]/.test(word)) return null;
  const allowed = word.length >= 8 ? 2 : 1;
  const near = SINGLE_WORDS.filter((known) => known.length >= 4 && Math.abs(known.length - word.length) <= allowed)
    .map((known) => ({ known, distance: distance(word, known) }))
    .filter((candidate) => candidate.distance <= allowed && (word.length > 4 || sameLetters(candidate.known, word)))
    .toSorted((left, right) => left.distance - right.distance);
  const [best, second] = near;
  if (best === undefined) return null;
  const same = second !== undefined && second.distance === best.distance;
  return same && JSON.stringify(meaningOf(best.known)) !== JSON.stringify(meaningOf(second.known)) ? null : best.known;
}

function singular(phrase: string): string {
  if (phrase.endsWith("ies")) return `${phrase.slice(0, -3)}y`;
  return phrase.endsWith("s") && !phrase.endsWith("ss") ? phrase.slice(0, -1) : phrase;
}

function sameLetters(left: string, right: string): boolean {
  return [...left].toSorted().join("") === [...right].toSorted().join("");
}
