import type { Log } from "../http/context.ts";

const LEVELS = { error: "warn", warn: "warn", info: "debug", log: "debug", debug: "debug" } as const;
const METHODS = Object.keys(LEVELS) as (keyof typeof LEVELS)[];

/**
 * Makes lines of the log of what libraries write to the console. Remix and its router write there the address of a
 * request that they refuse, which may hold anything: only errors are kept, as the log describes them.
 * @returns gives the console back
 */
export function sendConsoleToLog(log: Log): () => void {
  const before = METHODS.map((method) => [method, console[method]] as const);
  for (const method of METHODS) {
    console[method] = (...written: unknown[]) => {
      const error = written.find((value) => value instanceof Error);
      log[LEVELS[method]](error === undefined ? {} : { error }, "a library wrote to the console");
    };
  }
  return () => {
    for (const [method, write] of before) console[method] = write;
  };
}
