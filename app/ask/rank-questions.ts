import { CATALOGUE } from "./catalogue/index.ts";
import { filledBy, type Question, type WordKind } from "./question.ts";
import type { Piece } from "./words/reading.ts";
import { readWording } from "./words/reading.ts";

/**
 * Features of a text, as words that can be compared: `concept`, `<slot>`, `kind:value` for a filter that the question
 * has no slot for, `kind#` for one that it has.
 */
type Features = ReadonlySet<string>;
type CompiledQuestion = { question: Question; wordings: Features[]; vocabulary: Features };

/** Concepts that turn a question into another one: they are in both texts or in neither. */
const TURNING = new Set(["not", "why", "past", "compare", "remove", "must", "both", "one", "second_factor", "key"]);
const NEUTRAL_WEIGHT = 0.25;
const FILTER_WEIGHT = 0.6;
const SLOT_WEIGHT = 1.5;

const COMPILED: readonly CompiledQuestion[] = CATALOGUE.map((question) => {
  const wordings = [question.canonical, ...question.wordings].map((text) => featuresOf(readWording(text), question));
  return { question, wordings, vocabulary: new Set(wordings.flatMap((features) => [...features])) };
});

const NEUTRAL = new Set<string>();
const WEIGHTS = weigh();

export type Ranked = { question: Question; score: number; unheard: string[] };

/**
 * How well the pieces fit each question, best first.
 * @param slotNamesOf the entity slots that the names of the text would fill, or null when they cannot
 * `unheard` holds what the question says nothing about: whoever answers all the same answers something else.
 */
export function rankQuestions(
  pieces: readonly Piece[],
  slotNamesOf: (question: Question) => readonly string[] | null,
): Ranked[] {
  return COMPILED.flatMap(({ question, wordings, vocabulary }): Ranked[] => {
    const slots = slotNamesOf(question);
    const features = new Set([...featuresOf(pieces, question), ...(slots ?? []).map((name) => `<${name}>`)]);
    const unheard = [...features].filter(
      (feature) =>
        !vocabulary.has(feature) && !(NEUTRAL.has(feature) && feature !== "who") && !isOwnFilter(feature, question),
    );
    const fitting = wordings.filter(
      (wording) =>
        // Whoever names no level did not ask for admins.
        (features.has("level#") || !wording.has("level#")) &&
        [...TURNING].every((word) => features.has(word) === wording.has(word)),
    );
    const turned = fitting.length === 0 ? ["turned"] : [];
    const score = Math.max(0, ...(turned.length > 0 ? wordings : fitting).map((wording) => overlap(features, wording)));
    return [{ question, score, unheard: slots === null ? [...unheard, ...turned, "names"] : [...unheard, ...turned] }];
  }).toSorted((left, right) => right.score - left.score);
}

/** @returns which filters of the pieces the question has a slot for, and whether that slot takes the value. */
function slotOfFilter(question: Question, filter: WordKind, value: string) {
  return question.slots.find(
    (slot) => filledBy(slot.kind) === filter && (slot.only === undefined || slot.only.includes(value)),
  );
}

function featuresOf(pieces: readonly Piece[], question: Question): Features {
  const features = new Set<string>();
  for (const piece of pieces) {
    if (piece.kind === "concept") features.add(piece.concept);
    if (piece.kind === "slot") {
      const slot = question.slots.find(({ name }) => name === piece.name);
      const kind = slot === undefined ? piece.name : filledBy(slot.kind);
      features.add(kind === "days" || kind === "since" ? `${kind}#` : `<${piece.name}>`);
    }
    if (piece.kind !== "filter") continue;
    const takesDays =
      piece.filter === "since" && piece.days !== undefined && slotOfFilter(question, "days", "") !== undefined;
    const filter = takesDays && slotOfFilter(question, "since", "") === undefined ? "days" : piece.filter;
    const own = `${filter}#`;
    const taken = features.has(own);
    if (slotOfFilter(question, filter, piece.value) !== undefined && !taken) features.add(own);
    else if (taken && filter === "finding") features.add(own);
    else features.add(`${filter}:${piece.value}`);
  }
  return features;
}

function isOwnFilter(feature: string, question: Question): boolean {
  return feature.endsWith("#") && question.slots.some((slot) => filledBy(slot.kind) === feature.slice(0, -1));
}

/** F-measure of the weights that both have in common. */
function overlap(features: Features, wording: Features): number {
  const sum = (set: Iterable<string>) => [...set].reduce((total, feature) => total + weightOf(feature), 0);
  const common = sum([...features].filter((feature) => wording.has(feature)));
  const all = sum(features) + sum(wording);
  return all === 0 ? 0 : (2 * common) / all;
}

function weightOf(feature: string): number {
  if (feature.startsWith("<")) return SLOT_WEIGHT;
  if (feature.endsWith("#")) return FILTER_WEIGHT;
  return WEIGHTS.get(feature) ?? 1;
}

/** A concept that few questions speak of says more than one that many speak of. */
function weigh(): Map<string, number> {
  for (const { question } of COMPILED) {
    for (const text of [question.canonical, ...question.wordings]) {
      for (const piece of readWording(text)) if (piece.kind === "concept" && piece.neutral) NEUTRAL.add(piece.concept);
    }
  }
  NEUTRAL.add("or_more").add("count").add("list").add("what").add("people").add("thing");
  const weights = new Map<string, number>();
  for (const feature of new Set(COMPILED.flatMap(({ vocabulary }) => [...vocabulary]))) {
    const number = COMPILED.filter(({ vocabulary }) => vocabulary.has(feature)).length;
    weights.set(feature, NEUTRAL.has(feature) ? NEUTRAL_WEIGHT : Math.log((COMPILED.length + 1) / (number + 0.5)) / 2);
  }
  return weights;
}
