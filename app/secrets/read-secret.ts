import { StoreError } from "./secret-error.ts";

/**
 * Takes the value out of what the store gave.
 * @param field of a JSON object; null takes the whole text, without the line's end that `echo` leaves
 * @throws StoreError `unreadable`; it holds nothing of the text
 */
export function readSecret(text: string, field: string | null): string {
  const value = field === null ? text.replace(/\r?\n$/, "") : fieldOf(text, field);
  if (typeof value !== "string" || value === "") throw new StoreError("unreadable");
  return value;
}

/**
 * A database's secret may hold its whole connection string, as platforms put it into DATABASE_URL.
 * @returns the password in it, else the value itself
 * @throws StoreError `unreadable` when the connection string has none
 */
export function passwordOf(value: string): string {
  if (!/^postgres(ql)?:\/\//.test(value)) return value;
  const password = decoded(URL.parse(value)?.password ?? "");
  if (password === "") throw new StoreError("unreadable");
  return password;
}

function fieldOf(text: string, field: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null && Object.hasOwn(json, field)
      ? (json as Record<string, unknown>)[field]
      : undefined;
  } catch {
    // What was parsed stands in the error's message.
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
