import type { LlmProviderName } from "../../model/llm-providers.ts";

export type ProviderOptions = {
  apiKey: string;
  model: string;
  /** Where the API is, when not at the provider's own address. */
  baseUrl: string | null;
  /** Tokens of one answer. */
  maxTokens: number;
};

/** Something that the model may call; its arguments keep `parameters`, a JSON schema of an object. */
export type LlmTool = {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
};

/** A call as the model made it; `input` is JSON that nobody has checked yet. */
export type LlmCall = { readonly id: string; readonly name: string; readonly input: unknown };

/** What the model did, in the provider's own words; only the same provider understands it. */
export type LlmStep = { readonly call: LlmCall; readonly native: unknown };

/** A conversation of one question: what was asked, and what each call was answered. */
export type LlmRequest = {
  readonly system: string;
  readonly question: string;
  readonly steps: readonly { readonly step: LlmStep; readonly result: string }[];
  readonly tools: readonly LlmTool[];
};

/** Tokens as the provider counts and bills them. */
export type LlmUsage = { readonly input: number; readonly output: number };

/** Told while the model writes: the JSON text of the arguments so far. */
export type OnArguments = (name: string, json: string) => void;

export type LlmProvider = {
  readonly name: LlmProviderName;
  readonly model: string;
  /**
   * One request, without a retry. The model must make exactly one call.
   * @throws LlmError
   */
  ask(
    request: LlmRequest,
    options: { signal: AbortSignal; onArguments: OnArguments },
  ): Promise<LlmStep & { usage: LlmUsage }>;
};

/**
 * - `unreachable`: no connection, or one that broke off · `timeout`: no answer in time
 * - `rate limited`, `overloaded`: the provider asks to come back later
 * - `bad key`: it does not know us · `bad request`: it refuses what we ask, always
 * - `declined`: the model will not answer · `incomplete`: it ran out of tokens · `nonsense`: no call, or none that was offered
 * - `resting`: it failed too often just now and is left alone for a while · `aborted`: whoever asked has left
 */
export type LlmFault =
  | "unreachable"
  | "timeout"
  | "rate limited"
  | "overloaded"
  | "bad key"
  | "bad request"
  | "declined"
  | "incomplete"
  | "nonsense"
  | "resting"
  | "aborted";

const WORTH_ANOTHER_TRY: ReadonlySet<LlmFault> = new Set(["unreachable", "timeout", "rate limited", "overloaded"]);

/** Why a model gave no answer. The message holds no text of the provider: it may repeat the question or the key. */
export class LlmError extends Error {
  override name = "LlmError";
  readonly fault: LlmFault;
  /** How long the provider asks to wait, in milliseconds; null when it does not say. */
  readonly retryAfterMs: number | null;

  constructor(fault: LlmFault, options: { retryAfterMs?: number | null; cause?: unknown } = {}) {
    super(`the model gave no answer: ${fault}`, { cause: options.cause });
    this.fault = fault;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }

  /** Whether the same request may be answered a moment later. */
  get isPassing(): boolean {
    return WORTH_ANOTHER_TRY.has(this.fault);
  }

  /** Whether it speaks against the provider, not against the question. */
  get isProvidersFault(): boolean {
    return this.isPassing || this.fault === "bad key" || this.fault === "resting";
  }
}
