/**
 * What the far side does with one request.
 * - `call`: the model calls a tool · `text`: it writes prose instead · `declined`, `incomplete`: it ends so
 * - `status`: an error of the API, with the reason that Google gives beside it · `silent`: no answer · `broken`: the stream ends in the middle of a call
 * - `dribble`: the stream begins and then nothing more comes
 */
export type Turn =
  | { does: "call"; name: string; input: unknown }
  | { does: "text"; text: string }
  | { does: "declined" | "incomplete" | "silent" }
  | { does: "status"; status: number; reason?: string; headers?: Record<string, string> }
  | { does: "broken" | "dribble"; name: string; input: unknown };

/** Tokens that every answer is said to cost. */
export const USAGE = { input: 1200, output: 34 };

/** A text in pieces of few characters, as models write it. */
export function piecesOf(text: string): string[] {
  return text.match(/.{1,7}/gsu) ?? [""];
}
