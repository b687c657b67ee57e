import { editDistance } from "../link/likeness.ts";
import type { WordKind } from "../question.ts";
import { findTimes, type TimeSpan } from "./dates.ts";
import { correctWord, MAX_PHRASE, type Meaning, meaningOf } from "./lexicon.ts";
import { type Token, tokenise } from "./tokens.ts";

/** What stands at one place of a question. `name` is a word that the vocabulary does not know: perhaps a name. */
export type Piece =
  | { kind: "concept"; concept: string; neutral: boolean; words: string }
  | { kind: "filter"; filter: WordKind; value: string; label: string; words: string; days?: number }
  | { kind: "slot"; name: string }
  | { kind: "stop"; words: string }
  | { kind: "name"; words: string; quoted: boolean; possessive: boolean; correction: string | null; ends: boolean };

/**
 * Reads a question word by word, longest phrases of the vocabulary first.
 * @param now the clock for “yesterday”; null in wordings of the catalogue, which hold slots instead of times
 */
export function readPieces(question: string, now: Date | null): Piece[] {
  const tokens = tokenise(question);
  const times = now === null ? [] : findTimes(tokens, now);
  const pieces: Piece[] = [];
  let index = 0;
  while (index < tokens.length) {
    const time = times.find((span) => span.start === index);
    if (time !== undefined) {
      pieces.push(pieceOfTime(time));
      index = time.end;
      continue;
    }
    const limit = times.find((span) => span.start > index)?.start ?? tokens.length;
    const { piece, length } = readPhrase(tokens, index, limit);
    pieces.push(piece);
    index += length;
  }
  return pieces;
}

/** Wordings of the catalogue write slots as `{name}`. */
export function readWording(wording: string): Piece[] {
  return wording
    .split(/(\{\w+\})/)
    .flatMap((part): Piece[] =>
      part.startsWith("{") ? [{ kind: "slot", name: part.slice(1, -1) }] : readPieces(part, null),
    );
}

/** @returns what a known word or phrase says. */
export function pieceOf(meaning: Meaning, words: string): Piece {
  if (meaning.kind === "stop") return { kind: "stop", words };
  if (meaning.kind === "concept") return { ...meaning, words };
  return { ...meaning, label: meaning.value, words };
}

function readPhrase(tokens: readonly Token[], start: number, limit: number): { piece: Piece; length: number } {
  const first = tokens[start] as Token;
  for (let length = Math.min(MAX_PHRASE, limit - start); length > 0 && !first.quoted; length -= 1) {
    const part = tokens.slice(start, start + length);
    if (part.some((token) => token.quoted) || part.slice(0, -1).some((token) => token.comma)) continue;
    const words = part.map((token) => token.text).join(" ");
    const meaning = meaningOf(words);
    if (meaning !== undefined) return { piece: pieceOf(meaning, words), length };
  }
  return {
    piece: {
      kind: "name",
      words: first.raw,
      quoted: first.quoted,
      possessive: first.possessive,
      correction: first.quoted ? null : correctWord(first.text, editDistance),
      ends: first.comma || first.possessive,
    },
    length: 1,
  };
}

function pieceOfTime(time: TimeSpan): Piece {
  const base = { kind: "filter", label: time.label, words: time.label } as const;
  if (time.kind === "days") return { ...base, filter: "days", value: String(time.value) };
  return {
    ...base,
    filter: "since",
    value: time.value,
    ...(time.days === null ? {} : { days: time.days }),
  };
}
