/** Below this length one edit makes another name (`Ann Li`, `Jan Li`), not a misspelt one. */
const MIN_LENGTH_FOR_EDIT = 8;

/** @returns a name as it is compared: no diacritics, case or punctuation, words in alphabetical order; "" when empty. */
export function normaliseName(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .sort()
    .join(" ");
}

/** Whether two texts are one edit apart: a letter more, less, other, or two neighbours swapped (Damerau–Levenshtein). */
function isOneEditApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}

// One edit lies either behind the first half or before the end: one of the two is untouched. The end is one letter
// shorter than a half because swapped neighbours may sit astride the middle.
const firstHalf = (name: string, length: number) => `${length}<${name.slice(0, Math.floor(length / 2))}`;
const end = (name: string, length: number) => `${length}>${name.slice(name.length - (Math.ceil(length / 2) - 1))}`;

/** What a compared name is found by. No name holds a < or >, so that parts and names do not meet. */
const keysOf = (name: string): string[] =>
  name.length < MIN_LENGTH_FOR_EDIT ? [name] : [name, firstHalf(name, name.length), end(name, name.length)];

function keysToLookFor(names: Iterable<string>): Set<string> {
  const keys = new Set<string>();
  for (const given of names) {
    const name = normaliseName(given);
    keys.add(name);
    if (name.length < MIN_LENGTH_FOR_EDIT) continue;
    for (const length of [name.length - 1, name.length, name.length + 1]) {
      keys.add(firstHalf(name, length));
      keys.add(end(name, length));
    }
  }
  return keys;
}

/** Finds names that are alike: equal as compared, or one edit apart when both have at least 8 characters. */
export type NameIndex<Value> = {
  /** @returns all values under a like name, those under an equal one first, each once. */
  findLike: (name: string) => Iterable<Value>;
};

/**
 * @param entries pairs of name and value, in the order in which like ones are to be given.
 * @param asked names that may be looked for, all by default: what is like none of them is not even held.
 */
export function createNameIndex<Value>(
  entries: Iterable<readonly [name: string, value: Value]>,
  asked?: Iterable<string>,
): NameIndex<Value> {
  const wanted = asked === undefined ? null : keysToLookFor(asked);
  const valuesOf = new Map<string, Value[]>();
  const namesByPart = new Map<string, string[]>();
  const add = <V>(map: Map<string, V[]>, key: string, value: V) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [value]);
    else list.push(value);
  };
  for (const [given, value] of entries) {
    const name = normaliseName(given);
    if (name === "" || (wanted !== null && !keysOf(name).some((key) => wanted.has(key)))) continue;
    if (!valuesOf.has(name) && name.length >= MIN_LENGTH_FOR_EDIT) {
      add(namesByPart, firstHalf(name, name.length), name);
      add(namesByPart, end(name, name.length), name);
    }
    add(valuesOf, name, value);
  }

  function* findLike(given: string): Generator<Value> {
    const name = normaliseName(given);
    const seen = new Set<Value>();
    // Lazy: a name that half the organisation has must not cost a pass over all of it per question.
    function* fresh(values: readonly Value[]): Generator<Value> {
      for (const value of values) if (!seen.has(value) && seen.add(value)) yield value;
    }
    yield* fresh(valuesOf.get(name) ?? []);
    if (name.length < MIN_LENGTH_FOR_EDIT) return;
    const near = new Set<string>();
    for (const length of [name.length - 1, name.length, name.length + 1]) {
      for (const part of [firstHalf(name, length), end(name, length)]) {
        for (const other of namesByPart.get(part) ?? []) {
          if (other !== name && isOneEditApart(name, other)) near.add(other);
        }
      }
    }
    for (const other of [...near].sort()) yield* fresh(valuesOf.get(other) ?? []);
  }
  return { findLike };
}
