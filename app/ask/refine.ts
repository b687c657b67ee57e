import type { Slots } from "../model/answer.ts";
import { findQuestion } from "./catalogue/index.ts";
import { valueFor } from "./fill-slots.ts";
import { decide } from "./link/decide.ts";
import type { LinkedQuestion } from "./link/link-names.ts";
import type { NameMatch } from "./link/names.ts";
import type { PlannedQuestion } from "./outcome.ts";
import { isEntityKind, type Question } from "./question.ts";
import { fold } from "./words/tokens.ts";

type Refined =
  | { kind: "refined"; question: Question; slots: Slots }
  | { kind: "choose"; slot: string; phrase: string; matches: NameMatch[] };

const OPENER = /^(and|only|just|now|but|also|what about|how about|same|of those|those|in|with|for)\b/;
const SAYS_NOTHING = new Set(["one", "same", "instead", "who", "what", "people", "thing", "list", "access", "or_more"]);

/**
 * Takes a text as a refinement of the question before: “only the contractors”, “and in GitHub?”, “what about Bob?”.
 * @returns null when it is a question of its own, or says something that the question before cannot be narrowed by
 */
export function refinePlan(
  text: string,
  linked: LinkedQuestion,
  previous: PlannedQuestion,
  picks: Readonly<Record<string, string>>,
): Refined | null {
  const question = findQuestion(previous.questionId);
  if (question === null || linked.unknown.length > 0 || !OPENER.test(fold(text))) return null;
  const slots: Record<string, Slots[string]> = { ...previous.slots };
  let changed = false;
  for (const piece of linked.pieces) {
    if (piece.kind === "stop" || (piece.kind === "concept" && SAYS_NOTHING.has(piece.concept))) continue;
    if (piece.kind === "mention") {
      const slot = question.slots.find(
        (one) => isEntityKind(one.kind) && piece.matches.some((match) => match.kind === one.kind),
      );
      if (slot === undefined) return null;
      const match = decide(
        piece.matches.filter((one) => one.kind === slot.kind),
        picks[piece.phrase],
      );
      if (Array.isArray(match)) return { kind: "choose", slot: slot.name, phrase: piece.phrase, matches: match };
      slots[slot.name] = { value: match.id, label: match.label };
    } else {
      const slot = question.slots.find((one) => {
        const value = isEntityKind(one.kind) ? null : valueFor(piece, one.kind);
        return value !== null && (one.only === undefined || one.only.includes(String(value.value)));
      });
      const value = slot === undefined || isEntityKind(slot.kind) ? null : valueFor(piece, slot.kind);
      if (slot === undefined || value === null) return null;
      slots[slot.name] = value;
    }
    changed = true;
  }
  return changed ? { kind: "refined", question, slots } : null;
}
