import { EXACT } from "./link/likeness.ts";
import { type Mention, matchesOfKind } from "./link/link-names.ts";
import { type EntityKind, isEntityKind, type Question } from "./question.ts";

export type Assigned = { slot: string; kind: EntityKind; mention: Mention };

/**
 * Puts every name of a text into a slot of the question, in the order of both.
 * @returns null when a name fits no free slot, a required slot stays open, or a name is certainly something else
 */
export function assignMentions(question: Question, mentions: readonly Mention[]): Assigned[] | null {
  const slots = question.slots.flatMap(({ name, kind, required }) =>
    isEntityKind(kind) ? [{ name, kind, required: required ?? false }] : [],
  );
  const place = (rest: readonly Mention[], free: typeof slots): Assigned[] | null => {
    const [mention, ...others] = rest;
    if (mention === undefined) return free.some((slot) => slot.required) ? null : [];
    const certain = (mention.matches[0]?.score ?? 0) >= EXACT;
    const options = free
      .map((slot) => ({ slot, score: matchesOfKind(mention, slot.kind)[0]?.score ?? 0 }))
      .filter(({ score }) => score > 0 && (!certain || score >= EXACT))
      .toSorted((left, right) => right.score - left.score);
    for (const { slot } of options) {
      const placed = place(
        others,
        free.filter((other) => other !== slot),
      );
      if (placed !== null) return [{ slot: slot.name, kind: slot.kind, mention }, ...placed];
    }
    return null;
  };
  return place(mentions, slots);
}
