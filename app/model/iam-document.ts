import { isJsonObject, type Json } from "./json.ts";

/** One statement of an IAM policy; actions in lower case, resources as written. Exactly one list of each pair is set. */
export type IamStatement = {
  effect: "Allow" | "Deny";
  conditional: boolean;
  actions: readonly string[] | null;
  notActions: readonly string[] | null;
  resources: readonly string[] | null;
  notResources: readonly string[] | null;
};

function strings(value: Json | undefined): string[] | null {
  const list = Array.isArray(value) ? value : [value];
  return list.every((item) => typeof item === "string") ? list : null;
}

function pair(has: Json | undefined, hasNot: Json | undefined): [string[] | null, string[] | null] | null {
  if ((has === undefined) === (hasNot === undefined)) return null;
  const list = strings(has ?? hasNot);
  if (list === null) return null;
  return has === undefined ? [null, list] : [list, null];
}

function parseStatement(value: Json): IamStatement | null {
  if (!isJsonObject(value)) return null;
  const { Effect: effect, Condition: condition } = value;
  if (effect !== "Allow" && effect !== "Deny") return null;
  if (condition !== undefined && condition !== null && !isJsonObject(condition)) return null;
  const actions = pair(value.Action, value.NotAction);
  const resources = pair(value.Resource, value.NotResource);
  if (actions === null || resources === null) return null;
  const lower = (list: string[] | null) => list?.map((action) => action.toLowerCase()) ?? null;
  return {
    effect,
    conditional: isJsonObject(condition ?? undefined) && Object.keys(condition ?? {}).length > 0,
    actions: lower(actions[0]),
    notActions: lower(actions[1]),
    resources: resources[0],
    notResources: resources[1],
  };
}

/** Documents are objects, JSON text (permission sets) or URL-encoded JSON text (raw IAM API). */
function decode(document: Json): Json {
  if (typeof document !== "string") return document;
  try {
    return JSON.parse(document.trimStart().startsWith("%") ? decodeURIComponent(document.trim()) : document) as Json;
  } catch {
    return null;
  }
}

/**
 * @returns the statements of a policy document, or null when it is absent or malformed: then it is unknown. One bad
 *   statement makes the document unknown, because AWS stores no such document and half of one may lack its denies.
 */
export function parseIamDocument(document: Json | undefined): IamStatement[] | null {
  const policy = document === undefined ? null : decode(document);
  if (!isJsonObject(policy) || policy.Statement === undefined) return null;
  const list = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  const statements = list.map(parseStatement);
  return statements.every((statement) => statement !== null) ? statements : null;
}
