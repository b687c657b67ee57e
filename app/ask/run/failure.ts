import { SEAL_PREFIX } from "../guard/seal.ts";
import type { Failure, FailureKind } from "./result.ts";

const BY_SQLSTATE: readonly [RegExp, FailureKind, string][] = [
  [/^57014$/, "too_slow", "the question took longer than it may"],
  [/^(53400|53[12]00|54...)$/, "too_expensive", "the question needs more memory or disk than it may have"],
  [
    /^(42P01|42703|42883|42P02|42704|42712|42702|42725|3F000)$/,
    "unknown_name",
    "a table, column or function of the question is unknown or ambiguous",
  ],
  [
    /^(42804|42846|42P18|42809|42803|42P20|42P10|42601|42611|42P19|42P21|42P22|42P13|42830|42701|42P07|42P08|42P09|42P11)$/,
    "wrong_types",
    "the parts of the question do not fit together",
  ],
  [/^(21|22)...$/, "wrong_value", "a value of the question or of the data does not fit what is done with it"],
  [/^(42501|25006|28...)$/, "not_allowed", "the database does not allow it"],
  [/^0A000$/, "not_supported", "this version of PostgreSQL does not support it"],
  [/^(57P..|08...|53300|3D000|58...)$/, "unavailable", "the database is not there or went away"],
];

const BY_ERROR: Readonly<Record<string, [FailureKind, string]>> = {
  TooManyBytes: ["too_large", "the answer is larger than an answer may be"],
  TooSlow: ["too_slow", "the question took longer than it may"],
  TooExpensive: ["too_expensive", "the question would read too much: narrow it down"],
  Stopped: ["stopped", "the question was stopped"],
  NoSession: ["busy", "too many questions at once: try again"],
};

const UNAVAILABLE = /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|EPIPE)$/;

/**
 * An error of the server or of the way to it, as what it means for whoever asked. The server's own text stays behind: it
 * quotes values of the data (`invalid input syntax for type integer: "..."`).
 */
export function explainRunFailure(error: unknown): Omit<Failure, "ms"> {
  const { name, code, message, ...found } = fieldsOf(error);
  const position = found.position < 0 ? null : found.position;
  const own = BY_ERROR[name];
  if (own !== undefined) return { ok: false, kind: own[0], reason: own[1], sqlstate: null, position: null };
  const known = BY_SQLSTATE.find(([pattern]) => pattern.test(code));
  if (known !== undefined) {
    return { ok: false, kind: known[1], reason: known[2], sqlstate: code, position };
  }
  const away = UNAVAILABLE.test(code) || /connection terminated|timeout expired|server closed/i.test(message);
  return {
    ok: false,
    kind: away ? "unavailable" : "failed",
    reason: away ? "the database is not there or went away" : "the question could not be run",
    sqlstate: /^[0-9A-Z]{5}$/.test(code) ? code : null,
    position,
  };
}

function fieldsOf(error: unknown): { name: string; code: string; message: string; position: number } {
  if (!(error instanceof Error)) return { name: "", code: "", message: "", position: -1 };
  const { code, position } = error as Error & { code?: string; position?: string };
  const at = Number(position ?? 0) - 1 - SEAL_PREFIX.length;
  return { name: error.name, code: code ?? "", message: error.message, position: at };
}
