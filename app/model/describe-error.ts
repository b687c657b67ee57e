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
const MAX_MESSAGE = 500;

// Names of classes and codes are one short word; what is longer or holds more was put there by somebody.
const WORD = /^\w[\w-]{0,59}$/;

const FRAME = /^at .*(?::\d+:\d+\)?|\(<anonymous>\)|\(index \d+\)|\(native\))$/;

const MARK = `["'\`“”‘’«»]`;
// The apostrophe of `can't` and `user's` quotes nothing.
const NO_MARK = /(?<=[a-z])['’](?=(?:t|s|d|m|re|ve|ll)\b)/gi;
const QUOTED = new RegExp(`${MARK}.*${MARK}`, "s");
const QUOTED_TO_END = new RegExp(`${MARK}.*$`, "s");

// What carries a value without quoting it: keys of a constraint, addresses, user:password@host, headers, tokens.
const VALUES: readonly [RegExp, string][] = [
  [/=\((?:.*\)|.*$)/gs, "=(…)"],
  [/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, "…"],
  [/[^\s@:,;()<>]*@[^\s@,;()<>]+/g, "…"],
  [/\b(?:bearer|basic)\s+\S+/gi, "…"],
  [/[\w-]*(?:authorization|cookie|token|key|passwd|password|pwd|secret)\s*[:=]\s*\S+/gi, "…"],
  [/\b(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{20,}/gi, "…"],
];

/** @param error anything that was thrown */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: "" };
  // Whoever threw it may have put anything into these.
  const { name, message, stack, code, cause } = error as { [key in keyof Error | "code"]?: unknown };
  return {
    type: isWord(name) ? name : "Error",
    ...(isWord(code) || typeof code === "number" ? { code: String(code) } : {}),
    message: typeof message === "string" ? withoutValues(message) : "",
    ...(typeof stack === "string" ? { stack: framesOf(stack, message) } : {}),
    ...(cause === undefined || depth >= MAX_CAUSES ? {} : { cause: describeError(cause, depth + 1) }),
  };
}

function isWord(value: unknown): value is string {
  return typeof value === "string" && WORD.test(value);
}

/**
 * Everything between the first and the last quotation mark goes, because values hold quotation marks themselves
 * (PostgreSQL: `invalid input syntax for type uuid: "…"`, without escaping what stands between).
 * @returns the text, cut to 500 characters, with everything that may be somebody's value taken out
 */
function withoutValues(text: string): string {
  const isCut = text.length > MAX_MESSAGE;
  // Half a word may be half an address, which no pattern below knows any more.
  const kept = (isCut ? text.slice(0, MAX_MESSAGE).replace(/\S+$/, "") : text).replace(NO_MARK, "");
  const quoted = isCut || !QUOTED.test(kept) ? QUOTED_TO_END : QUOTED;
  const rest = VALUES.reduce((left, [pattern, instead]) => left.replace(pattern, instead), kept.replace(quoted, "…"));
  return isCut ? `${rest.trimEnd()} …` : rest;
}

// The first lines of a stack repeat the message, which may itself have lines that look like frames.
function framesOf(stack: string, message: unknown): string[] {
  const start = typeof message === "string" && message !== "" ? stack.indexOf(message) : -1;
  const frames = start === -1 ? stack : stack.slice(start + String(message).length);
  return frames
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => FRAME.test(line))
    .slice(0, MAX_FRAMES);
}
