import { Refusal } from "./verdict.ts";

const MAX_CHARACTERS = 20_000;

// Tab, line feed and carriage return apart. NUL ends the text for the parser (a C string) and not for a reader.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
// Order of reading overridden: what is shown as the SQL would not be what runs (CVE-2021-42574).
const BIDIRECTIONAL = /[\u202a-\u202e\u2066-\u2069]/;

/**
 * The text before it is parsed. Comments are neither stripped nor searched: where they begin only the parser knows.
 * @throws Refusal of the layer `comments`; of `statement` when there is nothing
 */
export function checkText(sql: unknown): string {
  if (typeof sql !== "string") throw new Refusal("comments", "the statement is not a text");
  if (sql.length > MAX_CHARACTERS) {
    throw new Refusal("comments", `${sql.length} characters; at most ${MAX_CHARACTERS} are allowed`);
  }
  if (!sql.isWellFormed()) throw new Refusal("comments", "half a surrogate pair: the text is no Unicode");
  if (CONTROL.test(sql)) throw new Refusal("comments", "control characters are not allowed");
  if (BIDIRECTIONAL.test(sql)) throw new Refusal("comments", "characters that reorder text are not allowed");
  if (sql.trim() === "") throw new Refusal("statement", "there is no statement");
  return sql;
}
