import type { Found } from "../model/found.ts";
import { RULES } from "./rules/index.ts";

/** @returns the rules whose name or question holds the text. */
export function matchRules(text: string, most: number): Found[] {
  const wanted = text.toLowerCase();
  return RULES.filter(({ name, question }) => `${name} ${question}`.toLowerCase().includes(wanted))
    .slice(0, most)
    .map(({ id, name, severity }) => ({ kind: "rule", id, label: name, note: severity, target: null }));
}
