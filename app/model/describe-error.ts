/** What a log may say of an error: where and what, never whose. */
export type ErrorDescription = {
  type: string;
  code?: string;
  message: string;
  stack?: string[];
  cause?: ErrorDescription;
};

const MAX_FRAMES = 12;
const MAX_CAUSES = 3;

// What messages quote comes from callers and rows (PostgreSQL: `invalid input syntax for type uuid: "…"`), and some
// carry values without quotes: keys of a constraint, addresses, user:password@host.
const VALUES: readonly [RegExp, string][] = [
  [/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|“[^”]*”/g, "…"],
  [/=\([^)]*\)/g, "=(…)"],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s]+/gi, "…"],
  [/[^\s@=:,;()<>]+@[^\s@,;()<>]+/g, "…"],
  [/\b(?:bearer|basic|token|key|password|secret)\b[ :=]+\S+/gi, "…"],
];

/** @param error anything that was thrown */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: "" };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    ...(typeof code === "string" || typeof code === "number" ? { code: String(code) } : {}),
    message: withoutValues(error.message),
    ...(error.stack === undefined ? {} : { stack: framesOf(error.stack) }),
    ...(error.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

/** @returns the text with everything that may be somebody's value taken out */
export function withoutValues(text: string): string {
  return VALUES.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
}

// The first lines of a stack repeat the message.
function framesOf(stack: string): string[] {
  return stack
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "))
    .slice(0, MAX_FRAMES);
}
