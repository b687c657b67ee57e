import { SEVERITIES } from "../../model/findings.ts";
import { ACCOUNT_RULES } from "./accounts.ts";
import { GRANT_RULES } from "./grants.ts";
import { GROUP_RULES } from "./groups.ts";
import type { Rule } from "./rule.ts";

/** Every rule, the most severe first. */
export const RULES: readonly Rule[] = [...ACCOUNT_RULES, ...GRANT_RULES, ...GROUP_RULES].toSorted(
  (left, right) => SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity),
);

/** @returns the rule of this id, or null. */
export function findRule(id: string): Rule | null {
  return RULES.find((rule) => rule.id === id) ?? null;
}
