import { fold } from "../words/tokens.ts";

/** @returns how many letters must be put in, left out, exchanged or swapped with the next one (Damerau, adjacent). */
export function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let above = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const cost = left[row - 1] === right[column - 1] ? 0 : 1;
      let least = Math.min((above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (above[column - 1] ?? 0) + cost);
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        least = Math.min(least, (before[column - 2] ?? 0) + 1);
      }
      current.push(least);
    }
    before = above;
    above = current;
  }
  return above[right.length] ?? 0;
}

/** From this on a name is the one that was written, letter by letter. */
export const EXACT = 0.95;
/** Below this a name has nothing to do with what was written. */
export const LEAST = 0.6;

/**
 * How well a phrase names a thing that goes by several names, from 0 to 1:
 * 1 a whole name · 0.97 the part of an address before @ or the last part of a path · 0.8 all its words are whole words
 * of one name · 0.7 part of a name · below that by mistyped letters.
 */
export function likeness(phrase: string, names: readonly (string | null)[]): number {
  const wanted = comparable(phrase);
  if (wanted === "") return 0;
  return Math.max(0, ...names.filter((name) => name !== null).map((name) => likenessOfName(wanted, comparable(name))));
}

/** Quotation marks are left out: in a question they only say where a name begins and ends. */
function comparable(text: string): string {
  return fold(text.replaceAll(/["“”«»]/gu, ""));
}

function likenessOfName(wanted: string, name: string): number {
  if (name === wanted) return 1;
  const short = name.includes("@") ? name.slice(0, name.lastIndexOf("@")) : name.slice(name.lastIndexOf("/") + 1);
  if (short === wanted) return 0.97;
  const words = wordsOf(wanted);
  const nameWords = wordsOf(name);
  if (words.length > 0 && words.every((word) => nameWords.includes(word))) return 0.8;
  if (name.includes(wanted) && wanted.length >= 2) return 0.7;
  return mistyped(words, nameWords, short, wanted);
}

/** Every word must be one of the name's words with few wrong letters; names of other words do not matter. */
function mistyped(words: readonly string[], nameWords: readonly string[], short: string, wanted: string): number {
  const whole = closeness(wanted, short);
  if (words.length === 0 || words.length > nameWords.length) return whole;
  const each = words.map((word) => Math.max(0, ...nameWords.map((candidate) => closeness(word, candidate))));
  return Math.max(whole, Math.min(...each));
}

/** 0.68 for one wrong letter, 0.64 for two in a long word, else 0. */
function closeness(word: string, other: string): number {
  if (word === other) return 0.69;
  if (Math.min(word.length, other.length) < 4 || Math.abs(word.length - other.length) > 2) return 0;
  if (/^\d+$/.test(word) || /^\d+$/.test(other)) return 0;
  const wrong = editDistance(word, other);
  if (wrong === 1) return 0.68;
  return wrong === 2 && word.length >= 8 ? 0.64 : 0;
}

function wordsOf(text: string): string[] {
  return text.split(/[\s@./_+:-]+/).filter((word) => word !== "");
}
