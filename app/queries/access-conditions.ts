import { PRIVILEGES } from "../model/access.ts";
import type { AccessFilters } from "../model/filters.ts";
import type { Conditions } from "./fragments.ts";

/** Adds the filters that compare a column of `effective_access` with a value; the others choose what is walked. */
export function addPlainFilters(conditions: Conditions, filters: AccessFilters): void {
  const equal = (letter: string, column: string, value: string | undefined) => {
    if (value !== undefined) conditions.add(letter, value, (given) => `effective_access.${column} = ${given}::text`);
  };
  equal("p", "subject_provider", filters.provider);
  equal("t", "resource_type", filters.resourceType);
  equal("a", "access_path", filters.accessPath);
  equal("s", "subject_status", filters.status);
  equal("o", "role", filters.role);
  if (filters.privilege !== undefined) {
    const rank = PRIVILEGES.indexOf(filters.privilege);
    conditions.add("l", rank, (given) => `effective_access.privilege_rank >= ${given}::smallint`);
  }
}
