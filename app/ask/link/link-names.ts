import type { EntityKind } from "../question.ts";
import { meaningOf } from "../words/lexicon.ts";
import { type Piece, pieceOf } from "../words/reading.ts";
import { EXACT } from "./likeness.ts";
import type { NameLookup, NameMatch } from "./names.ts";

/** A name in a question with what it may mean, best first; never empty. */
export type Mention = { kind: "mention"; phrase: string; matches: NameMatch[] };

/** A question whose names are linked. `unknown` are the words that nothing explains. */
export type LinkedQuestion = { pieces: (Exclude<Piece, { kind: "name" }> | Mention)[]; unknown: string[] };

type Name = Extract<Piece, { kind: "name" }>;
type Linked = LinkedQuestion["pieces"][number];
type Match = (match: NameMatch) => boolean;

const GOOD = 0.8;

/** What a word beside a name says about its kind; plurals say nothing (“which groups is Ada in”). */
const HINTS: ReadonlyMap<string, Match> = new Map<string, Match>([
  ["group", (match) => match.kind === "group"],
  ["team", (match) => match.kind === "group"],
  ["user", (match) => match.kind === "person" || match.kind === "account"],
  ["person", (match) => match.kind === "person"],
  ["employee", (match) => match.kind === "person"],
  ["account", (match) => match.kind === "account" || match.type === "aws_account"],
  ["service account", (match) => match.kind === "account"],
  ["repository", (match) => match.type === "github_repository"],
  ["repo", (match) => match.type === "github_repository"],
  ["github repository", (match) => match.type === "github_repository"],
  ["github repo", (match) => match.type === "github_repository"],
  ["project", (match) => match.type === "gcp_project"],
  ["gcp project", (match) => match.type === "gcp_project"],
  ["google cloud project", (match) => match.type === "gcp_project"],
  ["folder", (match) => match.type === "gcp_folder"],
  ["aws account", (match) => match.type === "aws_account"],
]);

/**
 * Links the words that the vocabulary does not know to the tenant's own things. Names beat spelling: a word is taken for
 * a mistyped word of the vocabulary only when no name holds it.
 */
export async function linkNames(pieces: readonly Piece[], lookup: NameLookup): Promise<LinkedQuestion> {
  const linked: Linked[] = [];
  const unknown: string[] = [];
  let index = 0;
  while (index < pieces.length) {
    const piece = pieces[index] as Piece;
    if (piece.kind !== "name") {
      linked.push(piece);
      index += 1;
      continue;
    }
    const run = runFrom(pieces, index);
    const extended = await findExtended(pieces, index, run.length, linked, lookup);
    if (extended !== null) {
      linked.splice(linked.length - extended.before, extended.before, extended.mention);
      index += run.length + extended.after;
      continue;
    }
    for (const part of await linkRun(run, lookup)) {
      if (typeof part === "string") unknown.push(part);
      else linked.push(part);
    }
    index += run.length;
  }
  return { pieces: applyHints(linked, pieces), unknown };
}

function runFrom(pieces: readonly Piece[], start: number): Name[] {
  const run: Name[] = [];
  for (let index = start; index < pieces.length; index += 1) {
    const piece = pieces[index] as Piece;
    if (piece.kind !== "name" || (run.length > 0 && (piece.quoted || run.at(-1)?.quoted))) break;
    run.push(piece);
    if (piece.ends) break;
  }
  return run;
}

/** A name may hold words of the vocabulary (“Platform Admins”): then only the whole name counts, letter by letter. */
async function findExtended(
  pieces: readonly Piece[],
  start: number,
  length: number,
  linked: readonly Linked[],
  lookup: NameLookup,
): Promise<{ mention: Mention; before: number; after: number } | null> {
  const wordsAt = (index: number): string | null => {
    const piece = pieces[index];
    if (piece === undefined || (piece.kind !== "concept" && piece.kind !== "filter")) return null;
    return piece.kind === "concept" && piece.neutral ? null : piece.words;
  };
  const own = pieces.slice(start, start + length).map((piece) => (piece.kind === "name" ? piece.words : ""));
  const [left, right] = [wordsAt(start - 1), wordsAt(start + length)];
  const far = right === null ? null : wordsAt(start + length + 1);
  const before = linked.at(-1);
  const mayTakeLeft = left !== null && before !== undefined && before.kind !== "mention";
  const options = [
    { words: [mayTakeLeft ? left : null, ...own, right], before: 1, after: 1 },
    { words: [...own, right, far], before: 0, after: 2 },
    { words: [...own, right], before: 0, after: 1 },
    { words: [mayTakeLeft ? left : null, ...own], before: 1, after: 0 },
  ];
  for (const option of options) {
    if (option.words.includes(null)) continue;
    const phrase = option.words.join(" ");
    const matches = (await lookup.find(phrase)).filter((match) => match.score >= EXACT);
    if (matches.length > 0) return { ...option, mention: { kind: "mention", phrase, matches } };
  }
  return null;
}

/** Links a run of unknown words; a text in the result is a word that nothing explains. */
async function linkRun(run: readonly Name[], lookup: NameLookup): Promise<(Linked | string)[]> {
  const phrase = run.map((name) => name.words).join(" ");
  const whole = await lookup.find(phrase);
  if ((whole[0]?.score ?? 0) >= GOOD) return [{ kind: "mention", phrase, matches: whole }];
  const corrected = run.findIndex((name) => name.correction !== null);
  if (corrected >= 0 && !(run.length === 1 && whole.length > 0 && (whole[0]?.score ?? 0) >= GOOD)) {
    const meaning = meaningOf(run[corrected]?.correction ?? "");
    const rest = async (part: readonly Name[]) => (part.length === 0 ? [] : linkRun(part, lookup));
    if (meaning !== undefined) {
      const known = pieceOf(meaning, run[corrected]?.correction ?? "") as Linked;
      return [...(await rest(run.slice(0, corrected))), known, ...(await rest(run.slice(corrected + 1)))];
    }
  }
  if (whole.length > 0) return [{ kind: "mention", phrase, matches: whole }];
  for (let cut = run.length - 1; cut > 0; cut -= 1) {
    const parts = [run.slice(0, cut), run.slice(cut)].map((part) => part.map((name) => name.words).join(" "));
    const found = await Promise.all(parts.map((part) => lookup.find(part)));
    if (found.every((matches) => (matches[0]?.score ?? 0) >= GOOD)) {
      return parts.map((part, index) => ({ kind: "mention", phrase: part, matches: found[index] ?? [] }));
    }
  }
  const mistyped = await lookup.findMistyped(phrase);
  return mistyped.length > 0 ? [{ kind: "mention", phrase, matches: mistyped }] : [phrase];
}

/** A word such as “group” beside a name narrows what the name may mean and is then said. */
function applyHints(linked: readonly Linked[], original: readonly Piece[]): Linked[] {
  const said = new Set<number>();
  const pieces = linked.map((piece, index): Linked => {
    if (piece.kind !== "mention") return piece;
    const possessive = original.some(
      (one) => one.kind === "name" && one.possessive && piece.phrase.endsWith(one.words),
    );
    for (const neighbour of [index - 1, ...(possessive ? [] : [index + 1])]) {
      const beside = linked[neighbour];
      if (beside === undefined || beside.kind === "mention" || beside.kind === "slot" || said.has(neighbour)) continue;
      const hint = HINTS.get(beside.words);
      if (hint === undefined) continue;
      const matches = piece.matches.filter(hint);
      if (matches.length === 0) continue;
      said.add(neighbour);
      return { ...piece, matches };
    }
    return piece;
  });
  return pieces.filter((_, index) => !said.has(index));
}

/** @returns the matches of one kind, best first. */
export function matchesOfKind(mention: Mention, kind: EntityKind): NameMatch[] {
  return mention.matches.filter((match) => match.kind === kind);
}
