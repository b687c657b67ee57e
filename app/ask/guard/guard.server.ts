import type { Checked } from "./check-statement.ts";
import { createParserThread, type ParserThread } from "./parser-thread.server.ts";
import type { Accepted, Refused, Verdict } from "./verdict.ts";

export type Guard = {
  /** Whether the statement may run, as an analyst's question: reads allowed tables, and nothing else. Never throws. */
  check(sql: string): Promise<Verdict>;
  /**
   * The same, and what to run: the statement inside one that ends after `rows` rows.
   * @param rows a whole number from 1
   */
  seal(sql: string, rows: number): Promise<(Accepted & { text: string }) | Refused>;
  /** Refuses what still waits. A guard that is idle keeps no process alive. */
  close(): Promise<void>;
};

type Waiting = { sql: unknown; rows: number | null; answer(checked: Checked): void };

const refused = (reason: string): Checked => ({
  verdict: { ok: false, layer: "parse", reason },
  text: null,
  spoiled: false,
});

/**
 * The guard. It parses in a thread of its own, one statement at a time: a statement that kills the parser, or keeps it
 * busy, is known, is refused, and takes nobody else along; the next one meets a new parser.
 * docs/ask-guard.md has the rules.
 * @param options.stackSizeMb of the parser's thread, for tests that end it
 */
export function createGuard(options: { stackSizeMb?: number } = {}): Guard {
  const queue: Waiting[] = [];
  let thread: ParserThread = createParserThread(options.stackSizeMb);
  let busy = false;
  let closed = false;

  async function work(): Promise<void> {
    if (busy) return;
    busy = true;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const checked = closed ? refused("the guard is closed") : await ask(next);
      next.answer(checked);
    }
    busy = false;
  }

  async function ask({ sql, rows }: Waiting): Promise<Checked> {
    const checked = await thread.ask({ sql, rows }).catch((error: Error) => ({
      ...refused(error.message),
      spoiled: true,
    }));
    if (checked.spoiled && !closed) {
      void thread.end();
      thread = createParserThread(options.stackSizeMb);
    }
    return checked;
  }

  const enqueue = (sql: unknown, rows: number | null) =>
    new Promise<Checked>((answer) => {
      queue.push({ sql, rows, answer });
      void work();
    });

  return {
    check: async (sql) => (await enqueue(sql, null)).verdict,
    async seal(sql, rows) {
      if (!Number.isSafeInteger(rows) || rows < 1) throw new Error(`rows is ${rows}; a whole number from 1 is allowed`);
      const { verdict, text } = await enqueue(sql, rows);
      if (!verdict.ok) return verdict;
      return text === null ? { ok: false, layer: "parse", reason: "there is no text to run" } : { ...verdict, text };
    },
    async close() {
      closed = true;
      await thread.end();
    },
  };
}
