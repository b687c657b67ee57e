import type { Found } from "../model/found.ts";
import { CATALOGUE } from "./catalogue/index.ts";

/** @returns questions that name nothing of the organisation and whose wordings hold every word of the text. */
export function matchQuestions(text: string, most: number): Found[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return CATALOGUE.filter(
    ({ kind, slots }) => kind === "answerable" && !slots.some(({ required }) => required === true),
  )
    .filter(({ canonical, wordings }) => {
      const all = [canonical, ...wordings].join(" ").toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .map(({ id, canonical, slots }) => ({ id, label: filled(canonical, slots) }))
    .filter(({ label }) => !label.includes("{"))
    .slice(0, most)
    .map(({ id, label }) => ({ kind: "question", id, label, note: "Ask", target: null }));
}

function filled(canonical: string, slots: readonly { name: string; fallback?: { label: string } }[]): string {
  return slots.reduce(
    (text, { name, fallback }) => (fallback === undefined ? text : text.replace(`{${name}}`, fallback.label)),
    canonical,
  );
}
