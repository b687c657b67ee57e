import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";

/**
 * Reads a policy document as AWS prints it: an object, a JSON string, or a JSON string that is URL-encoded (the IAM
 * API does that; the CLI decodes some of them and not others).
 * @returns null when there is none (missing, empty, of another type), or the reason why the text is no document.
 */
export function readPolicyDocument(given: Json | undefined): { document: JsonObject | null } | { reject: string } {
  if (isJsonObject(given)) return { document: given };
  if (typeof given !== "string" || given.trim() === "") return { document: null };
  const document = parseObject(given) ?? parseObject(decodeUrl(given));
  if (document !== null) return { document };
  return { reject: `the policy document is no JSON object, URL-encoded or plain; given: ${given.slice(0, 100)}` };
}

function parseObject(given: string): JsonObject | null {
  try {
    const parsed: Json = JSON.parse(given);
    return isJsonObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function decodeUrl(given: string): string {
  try {
    return decodeURIComponent(given);
  } catch {
    return given;
  }
}
