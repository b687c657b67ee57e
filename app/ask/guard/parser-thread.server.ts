import { Worker } from "node:worker_threads";
import type { Checked } from "./check-statement.ts";
import type { Question, Reply } from "./worker.server.ts";

export type ParserThread = {
  /** @throws Error when the thread dies, or does not answer in time; it is of no use then */
  ask(question: Question): Promise<Checked>;
  end(): Promise<void>;
};

/** The parser recurses: with the usual 4 MB a statement of 20 000 characters can end it, with 32 MB none did. */
const STACK_MB = 32;
const HEAP_MB = 256;
const START_WITHIN_MS = 30_000;
/** Most answer in a millisecond; nested as deep as it goes a second on a busy machine. A legitimate one is never cut. */
const ANSWER_WITHIN_MS = 10_000;

/** Starts a thread with a parser of its own; questions wait until it is loaded. */
export function createParserThread(stackSizeMb = STACK_MB): ParserThread {
  // Without the flags and the environment of the process: it needs no tracing and no secrets.
  const worker = new Worker(new URL("./worker.server.ts", import.meta.url), {
    resourceLimits: { stackSizeMb, maxOldGenerationSizeMb: HEAP_MB },
    execArgv: [],
    env: {},
  });
  worker.unref();
  let pending: { resolve(reply: Reply): void; reject(error: Error): void } | null = null;
  let death: Error | null = null;

  const die = (error: Error) => {
    death ??= error;
    pending?.reject(death);
    pending = null;
  };
  worker.on("error", (error: Error) => die(new Error("the parser died of the statement", { cause: error })));
  worker.on("exit", () => die(new Error("the parser has ended")));
  worker.on("message", (reply: Reply) => {
    pending?.resolve(reply);
    pending = null;
  });

  function answer(withinMs: number): Promise<Reply> {
    if (death !== null) return Promise.reject(death);
    worker.ref();
    let timer: NodeJS.Timeout | undefined;
    return new Promise<Reply>((resolve, reject) => {
      pending = { resolve, reject };
      timer = setTimeout(() => {
        die(new Error("the parser took too long"));
        void worker.terminate();
      }, withinMs);
    }).finally(() => {
      clearTimeout(timer);
      worker.unref();
    });
  }

  const ready = answer(START_WITHIN_MS);
  ready.catch(() => {});

  return {
    async ask(question) {
      await ready;
      const reply = answer(ANSWER_WITHIN_MS);
      worker.postMessage(question);
      const checked = await reply;
      if ("ready" in checked) throw new Error("the parser answered another question");
      return checked;
    },
    async end() {
      await worker.terminate();
    },
  };
}
