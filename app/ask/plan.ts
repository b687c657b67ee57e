import type { Slots } from "../model/answer.ts";
import { assignMentions } from "./assign-mentions.ts";
import { CATALOGUE } from "./catalogue/index.ts";
import { fillWordSlots } from "./fill-slots.ts";
import { decide } from "./link/decide.ts";
import { type LinkedQuestion, linkNames, type Mention, matchesOfKind } from "./link/link-names.ts";
import type { NameLookup, NameMatch } from "./link/names.ts";
import type { Outcome, PlannedQuestion } from "./outcome.ts";
import { type EntityKind, isEntityKind, type Question } from "./question.ts";
import { type Ranked, rankQuestions } from "./rank-questions.ts";
import { refinePlan } from "./refine.ts";
import { describePlan } from "./understood.ts";
import { type Piece, readPieces } from "./words/reading.ts";

export type PlanContext = {
  lookup: NameLookup;
  now: Date;
  /** The plan of the question before, for “only the contractors” and “what about Bob?”. */
  previous?: PlannedQuestion | null;
  /** What the asker chose for phrases that mean several things. */
  picks?: Readonly<Record<string, string>>;
};

/** Below this a question is no more than similar. */
const SURE = 0.6;
/** Two questions closer than this cannot be told apart. */
const MARGIN = 0.02;
const MOST_CHOICES = 8;
const COMMANDS =
  /^(please )?(delete|remove|revoke|grant|give (?!me)|add|create|drop|disable|enable|update|insert|reset|suspend|book|write (a|an|me) |truncate|alter|set)\b/i;

/**
 * Understands a question without a model: vocabulary, the tenant's own names, and the wordings of the catalogue.
 * It answers only when every word of the question is accounted for; otherwise it asks back or says what it knows.
 */
export async function planQuestion(text: string, context: PlanContext): Promise<Outcome> {
  if (COMMANDS.test(text.trim())) {
    return notUnderstood("Questions are answered here; nothing is changed.", []);
  }
  const pieces = readPieces(text, context.now);
  if (pieces.every((piece) => piece.kind === "stop")) return notUnderstood("There is no question in it.", []);
  const linked = await linkText(text, pieces, context);
  if (context.previous) {
    const refined = refinePlan(text, linked, context.previous, context.picks ?? {});
    if (refined?.kind === "choose") return offerChoices(refined.slot, refined.phrase, refined.matches);
    if (refined?.kind === "refined") return finish(refined.question, refined.slots);
  }
  return chooseQuestion(linked, context);
}

/** Quotation marks say where a name ends, but may stand inside one: what makes no sense is read again without them. */
async function linkText(text: string, pieces: readonly Piece[], context: PlanContext): Promise<LinkedQuestion> {
  const linked = await linkNames(pieces, context.lookup);
  const plain = text.replaceAll(/["“”«»]/gu, "");
  if (linked.unknown.length === 0 || plain === text) return linked;
  return linkNames(readPieces(plain, context.now), context.lookup);
}

function chooseQuestion(linked: LinkedQuestion, context: PlanContext): Outcome {
  const mentions = linked.pieces.filter((piece): piece is Mention => piece.kind === "mention");
  const rest = linked.pieces.filter((piece): piece is Exclude<typeof piece, Mention> => piece.kind !== "mention");
  const ranked = rankQuestions(rest as Piece[], (question) => {
    const assigned = assignMentions(question, mentions);
    return assigned === null ? null : assigned.map(({ slot }) => slot);
  });
  if (linked.unknown.length > 0) {
    const words = linked.unknown.map((word) => `“${word}”`).join(", ");
    return notUnderstood(`Nothing here is called ${words}, and it is no word that I know.`, ranked);
  }
  const sure = ranked.filter((one) => one.unheard.length === 0 && one.score >= SURE);
  const [best, second] = sure;
  if (best === undefined) return notUnderstood("That is none of the questions that I know.", ranked);
  const picked = context.picks?.question;
  if (picked === undefined && second !== undefined && best.score - second.score < MARGIN) {
    const close = sure.filter((one) => best.score - one.score < MARGIN).slice(0, MOST_CHOICES);
    return {
      kind: "choose",
      slot: "question",
      phrase: "question",
      understood: "I understood several questions.",
      choices: close.map(({ question }) => ({ id: question.id, label: readable(question), detail: "" })),
    };
  }
  const chosen = sure.find((one) => one.question.id === picked) ?? best;
  return fill(chosen.question, mentions, rest as Piece[], context);
}

function fill(
  question: Question,
  mentions: readonly Mention[],
  pieces: readonly Piece[],
  context: PlanContext,
): Outcome {
  const slots: Record<string, Slots[string]> = fillWordSlots(question, pieces);
  for (const { slot, kind, mention } of assignMentions(question, mentions) ?? []) {
    const match = decide(matchesOfKind(mention, kind), context.picks?.[mention.phrase]);
    if (Array.isArray(match)) return offerChoices(slot, mention.phrase, match);
    slots[slot] = { value: match.id, label: match.label };
  }
  return finish(question, slots);
}

function offerChoices(slot: string, phrase: string, matches: readonly NameMatch[]): Outcome {
  const more = matches.length > MOST_CHOICES ? ` (${matches.length} in all; a longer name finds fewer)` : "";
  return {
    kind: "choose",
    slot,
    phrase,
    understood: `“${phrase}” may mean several: which one?${more}`,
    choices: matches.slice(0, MOST_CHOICES).map(({ id, label, detail }) => ({ id, label, detail })),
  };
}

function finish(question: Question, slots: Slots): Outcome {
  const missing = question.slots.find((slot) => slot.required && slots[slot.name] === undefined);
  if (question.kind === "answerable" && missing !== undefined) {
    return notUnderstood(`The question needs to name a ${missing.kind}.`, [{ question, score: 1, unheard: [] }]);
  }
  const plan = { questionId: question.id, slots, understood: describePlan(question, slots) };
  if (question.kind === "answerable") return { kind: "planned", ...plan };
  const nearest = question.followUps.map(({ questionId, text }) => ({
    questionId,
    text: text.replaceAll(/[{}]/g, ""),
  }));
  return { kind: "not answerable", ...plan, reason: question.reason, nearest };
}

function notUnderstood(because: string, ranked: readonly Ranked[]): Outcome {
  const near = ranked.filter((one) => one.score > 0).slice(0, 3);
  const shown = near.length > 0 ? near.map((one) => one.question) : CATALOGUE.slice(0, 3);
  return {
    kind: "not understood",
    because,
    nearest: shown.map((question) => ({ questionId: question.id, text: readable(question) })),
  };
}

/** The question with its open slots in words: “Who can access ‹resource›?”. */
function readable(question: Question): string {
  return question.canonical.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const kind = question.slots.find((slot) => slot.name === name)?.kind ?? name;
    if (isEntityKind(kind as EntityKind)) return `‹${kind}›`;
    return kind === "days" ? "90 days" : kind === "moment" ? "last Friday" : "since last Friday";
  });
}
