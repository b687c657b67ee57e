import type { Slots } from "../model/answer.ts";
import type { Question, SlotKind } from "./question.ts";

const WORDS: Readonly<Partial<Record<SlotKind, (label: string) => string>>> = {
  system: (label) => `in ${label}`,
  level: (label) => `with ${label}`,
  path: (label) => (label === "direct" ? "directly" : label === "group" ? "through groups" : "inherited"),
  status: (label) => `${label} only`,
  resourceType: (label) => `${label} only`,
  population: (label) => `${label} only`,
  finding: (label) => `${label} only`,
  days: (label) => `for ${label}`,
  since: (label) => label,
  moment: (label) => label,
  resource: (label) => `on ${label}`,
  group: (label) => `of ${label}`,
};

/** Says what was understood: the question with its slots filled, then everything that narrows it. */
export function describePlan(question: Question, slots: Slots): string {
  const named = new Set<string>();
  const text = question.canonical
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      named.add(name);
      return slots[name]?.label ?? "";
    })
    .replaceAll(/ +/g, " ")
    .replace(/ \?/, "?");
  const rest = question.slots.flatMap(({ name, kind }) => {
    const slot = slots[name];
    if (slot === undefined || named.has(name)) return [];
    return [WORDS[kind]?.(slot.label) ?? slot.label];
  });
  return `I understood: ${[text, ...rest].join(" · ")}`;
}
