import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  type IRetryBackoffContext,
  retry,
  wrap,
} from "cockatiel";
import { llmErrorOf } from "./http-faults.ts";
import { LlmError, type LlmProvider, type LlmRequest, type LlmStep, type LlmUsage } from "./llm.ts";
import { ANSWER, type Draft, FIND_NAMES, parseLookup, parseReply, type Reply, readDraft } from "./reply.ts";

/** What one question needs of the rest of the product. */
export type WritingTask = {
  system: string;
  question: string;
  /** Names of the organisation that are like the text; all that a model ever learns of its data. */
  findNames(text: string): Promise<readonly { kind: string; name: string }[]>;
  /** @returns what is wrong with the reply, for the model to mend; null when it may be used */
  objectTo(reply: Reply): Promise<string | null>;
  /** Told what each request cost, also of one whose answer was of no use. */
  spend(usage: LlmUsage): void;
  /** Told the state of the answer whenever more of it is there; after a retry it begins anew. */
  onDraft(draft: Draft): void;
  signal: AbortSignal;
};

export type Written = { reply: Reply; provider: LlmProvider["name"]; model: string };

export type ModelState = { provider: LlmProvider["name"]; model: string; available: boolean };

export type Assistant = {
  /**
   * Asks the first provider that answers.
   * @throws LlmError of the last one when none did
   */
  write(task: WritingTask): Promise<Written>;
  /** In the order in which they are asked. */
  states(): ModelState[];
};

export type RequestOutcome = { provider: LlmProvider["name"]; seconds: number; fault: LlmError["fault"] | null };

type Options = {
  providers: readonly LlmProvider[];
  /** Told of every request. */
  onRequest(outcome: RequestOutcome): void;
  /** Milliseconds, all of them. */
  limits?: Partial<typeof LIMITS>;
};

/** A person waits no longer than 45 s; a model that has not answered after 20 s seldom does (the SDKs wait 10 minutes). */
const LIMITS = { attemptMs: 20_000, questionMs: 45_000, backoffMs: 500, longestWaitMs: 5_000, restMs: 30_000 };

const RETRIES = 2;
const FAILURES_UNTIL_REST = 5;
const LOOKUPS = 3;
const REPAIRS = 1;

/** Models behind one door: retries with backoff, a breaker for each provider, one limit of time, and the next provider. */
export function createAssistant({ providers, onRequest, limits }: Options): Assistant {
  const time = { ...LIMITS, ...limits };
  const guarded = providers.map((provider) => guardProvider(provider, time, onRequest));
  return {
    async write(task) {
      const signal = AbortSignal.any([task.signal, AbortSignal.timeout(time.questionMs)]);
      let failure = new LlmError("unreachable");
      for (const { provider, ask } of guarded) {
        try {
          const reply = await converse(ask, { ...task, signal });
          return { reply, provider: provider.name, model: provider.model };
        } catch (error) {
          if (!(error instanceof LlmError)) throw error;
          failure = error;
          if (signal.aborted) break;
        }
      }
      throw failure;
    },
    states: () =>
      guarded.map(({ provider: { name, model }, isResting }) => ({ provider: name, model, available: !isResting() })),
  };
}

type Ask = (request: LlmRequest, task: WritingTask) => Promise<LlmStep & { usage: LlmUsage }>;

/** Rounds with one provider, until an answer stands: names are looked up, and a refused answer is mended once. */
async function converse(ask: Ask, task: WritingTask): Promise<Reply> {
  const steps: { step: LlmStep; result: string }[] = [];
  let lookups = 0;
  let repairs = 0;
  for (;;) {
    const tools = lookups < LOOKUPS ? [ANSWER, FIND_NAMES] : [ANSWER];
    const { usage, ...step } = await ask({ system: task.system, question: task.question, steps, tools }, task);
    task.spend(usage);
    if (step.call.name === FIND_NAMES.name && lookups < LOOKUPS) {
      lookups += 1;
      const names = await task.findNames(parseLookup(step.call.input));
      steps.push({ step, result: JSON.stringify(names) });
      continue;
    }
    if (step.call.name !== ANSWER.name) throw new LlmError("nonsense");
    const reply = parseReply(step.call.input);
    const objection = await task.objectTo(reply);
    if (objection === null) return reply;
    if (repairs === REPAIRS) throw new LlmError("nonsense", { cause: new Error(objection) });
    repairs += 1;
    steps.push({ step, result: objection });
  }
}

function abortOf(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const give = () => reject(llmErrorOf(null, signal, {}));
  if (signal.aborted) give();
  else signal.addEventListener("abort", give, { once: true });
  return promise;
}

function guardProvider(provider: LlmProvider, time: typeof LIMITS, onRequest: Options["onRequest"]) {
  const isWorthIt = (error: Error) =>
    error instanceof LlmError && error.isPassing && (error.retryAfterMs ?? 0) <= time.longestWaitMs;
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof LlmError && error.isProvidersFault),
    { halfOpenAfter: time.restMs, breaker: new ConsecutiveBreaker(FAILURES_UNTIL_REST) },
  );
  const backoff = new DelegateBackoff<IRetryBackoffContext<unknown>>(({ attempt, result }) => {
    const asked = "error" in result && result.error instanceof LlmError ? result.error.retryAfterMs : null;
    // Half to all of the time, so that those who failed together do not come back together.
    return asked ?? time.backoffMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
  });
  const policy = wrap(retry(handleWhen(isWorthIt), { maxAttempts: RETRIES, backoff }), breaker);

  const once = async (request: LlmRequest, { signal: question, onDraft }: WritingTask) => {
    const signal = AbortSignal.any([question, AbortSignal.timeout(time.attemptMs)]);
    const started = performance.now();
    let fault: LlmError["fault"] | null = null;
    try {
      return await provider.ask(request, {
        signal,
        onArguments: (name, json) => name === ANSWER.name && onDraft(readDraft(json)),
      });
    } catch (error) {
      fault = error instanceof LlmError ? error.fault : "nonsense";
      throw error;
    } finally {
      onRequest({ provider: provider.name, seconds: (performance.now() - started) / 1000, fault });
    }
  };
  const ask: Ask = async (request, task) => {
    try {
      // The policy sleeps out its pause whatever happens meanwhile.
      return await Promise.race([policy.execute(() => once(request, task), task.signal), abortOf(task.signal)]);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? new LlmError("resting", { cause: error }) : error;
    }
  };
  return { provider, ask, isResting: () => breaker.state === CircuitState.Open };
}
