import type { JsonObject } from "../../model/json.ts";
import type { Normalised, SourceRow } from "../../model/source.ts";
import { bindingsWire } from "./wire.ts";

/**
 * One row for each (role, member, condition) that a policy grants on a resource. Members occur twice, and one role
 * occurs in several bindings with different conditions. The same grant makes the same row, whichever file holds it:
 * so `raw` has nothing of its surroundings, and a blank part of a condition is left out, as some sources do.
 */
export function normaliseBindings(resource: string, policy: JsonObject): Normalised {
  const { data, error } = bindingsWire.safeParse(policy.bindings);
  if (error !== undefined) {
    const [issue] = error.issues;
    return { reject: `"${["bindings", ...(issue?.path ?? [])].join(".")}" is unusable: ${issue?.message}` };
  }
  const rows = new Map<string, SourceRow>();
  for (const { role, members, condition: given } of data ?? []) {
    const condition = withoutBlanks(given ?? {});
    const conditionKey = condition === null ? "" : JSON.stringify(condition);
    for (const member of members ?? []) {
      const key = [resource, role, member, conditionKey];
      rows.set(JSON.stringify(key), {
        table: "gcp_iam_bindings",
        key,
        columns: { resource, role, member, condition },
        raw: condition === null ? { role, member } : { role, member, condition },
      });
    }
  }
  return { rows: [...rows.values()] };
}

/** The parts that say something, in the order of their names: a condition is flat (google.type.Expr). */
function withoutBlanks(condition: JsonObject): JsonObject | null {
  const parts = Object.entries(condition).filter(([, part]) => part !== null && part !== "");
  return parts.length === 0 ? null : Object.fromEntries(parts.sort(([left], [right]) => (left < right ? -1 : 1)));
}
