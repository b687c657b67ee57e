import type { DatabaseObserver } from "../../db/database.server.ts";
import type { SealedSession } from "../../db/sealed-session.server.ts";
import { createSealedSessions } from "../../db/sealed-sessions.server.ts";
import type { SecretValue } from "../../model/secret-value.ts";
import type { Guard } from "../guard/guard.server.ts";
import { estimateCost, explainText, movePosition } from "./cost.ts";
import { explainRunFailure } from "./failure.ts";
import type { RunResult } from "./result.ts";
import { readValue, typeName } from "./values.ts";

export type AskRunner = {
  /**
   * Checks the statement and runs exactly what was checked, as the tenant. Refusals and failures are values.
   * @param tenantId uuid
   */
  run(tenantId: string, sql: string, options?: RunOptions): Promise<RunResult>;
  close(): Promise<void>;
};

export type RunOptions = {
  /** Rows at most; 500 without it, 10 000 with it. */
  rows?: number;
  signal?: AbortSignal;
};

type Options = {
  /** Any login that may take the role alxderia_ask; DATABASE_URL's in the product. */
  url: string;
  /** The password of the login, where it rotates. */
  password?: SecretValue | null;
  guard: Pick<Guard, "seal">;
  /** Sessions at most, of all tenants. */
  max?: number;
  timeoutMs?: number;
  /** How long a question waits for a session. */
  waitMs?: number;
  maxBytes?: number;
  /** PostgreSQL's own unit: about one page read in order. */
  maxCost?: number;
  observer?: Pick<DatabaseObserver, "queryEnded">;
};

const DEFAULT_ROWS = 500;
const MOST_ROWS = 10_000;
/** The server stops itself; this much later the socket is cut, for a call that never looks at the clock. */
const GRACE_MS = 1_000;
const MEGABYTE = 1024 * 1024;
/** Questions of analysts were estimated at up to 2e4 on 500 people; a cross join of three tables at 4.7e11. */
const MAX_COST = 20_000_000;

class TooSlow extends Error {
  override name = "TooSlow";
}
class Stopped extends Error {
  override name = "Stopped";
}
class TooExpensive extends Error {
  override name = "TooExpensive";
}

/** Runs questions as SQL. docs/ask-guard.md has the walls, and what each of them stops when the others fail. */
export function createAskRunner(options: Options): AskRunner {
  const { url, password = null, guard, observer, max = 4, timeoutMs = 5_000, waitMs = 2_000 } = options;
  const { maxBytes = 8 * MEGABYTE, maxCost = MAX_COST } = options;
  const sessions = createSealedSessions(url, {
    max,
    maxBytes,
    waitMs,
    password,
    role: "alxderia_ask",
    settings: {
      default_transaction_read_only: "on",
      statement_timeout: String(timeoutMs),
      lock_timeout: "1000",
      idle_in_transaction_session_timeout: String(timeoutMs + 2 * GRACE_MS),
      search_path: "ask,public",
      standard_conforming_strings: "on",
      work_mem: "16MB",
      hash_mem_multiplier: "1",
      max_parallel_workers_per_gather: "0",
      jit: "off",
      timezone: "UTC",
      datestyle: "ISO",
      intervalstyle: "postgres",
      bytea_output: "hex",
      extra_float_digits: "1",
    },
    privileged: { temp_file_limit: "256MB" },
  });

  async function run(tenantId: string, sql: string, { rows = DEFAULT_ROWS, signal }: RunOptions): Promise<RunResult> {
    const started = performance.now();
    const elapsed = () => performance.now() - started;
    const most = Math.max(1, Math.min(Math.trunc(rows) || DEFAULT_ROWS, MOST_ROWS));
    const sealed = await guard.seal(sql, most + 1);
    if (!sealed.ok) return { ...sealed, kind: "refused", ms: elapsed() };
    const { text, ...verdict } = sealed;
    try {
      signal?.throwIfAborted();
      return await sessions.withSession(tenantId, (session) =>
        withDeadline(session, timeoutMs + GRACE_MS, signal, async () => {
          const plan = await session.read(explainText(text), 1).catch((error: unknown) => {
            throw movePosition(error);
          });
          if (estimateCost(plan.rows[0]?.[0] ?? "") > maxCost) throw new TooExpensive("estimated cost");
          const { fields, rows: found } = await session.read(text, most + 1);
          return {
            ...verdict,
            columns: fields.map(({ name, typeId }) => ({ name, type: typeName(typeId) })),
            rows: found.slice(0, most).map((row) => row.map((value, at) => readValue(value, fields[at]?.typeId ?? 0))),
            truncated: found.length > most,
            ms: elapsed(),
            bytes: session.bytes(),
          };
        }),
      );
    } catch (error) {
      return { ...explainRunFailure(signal?.aborted ? new Stopped("stopped") : error), ms: elapsed() };
    }
  }

  return {
    async run(tenantId, sql, runOptions = {}) {
      const started = performance.now();
      const result = await run(tenantId, sql, runOptions);
      observer?.queryEnded("ask_run", (performance.now() - started) / 1_000, !result.ok);
      return result;
    },
    close: () => sessions.close(),
  };
}

/** Cuts the session when time is up or nobody waits any more; the server's own timeout ends what it still does. */
async function withDeadline<Result>(
  session: SealedSession,
  withinMs: number,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  const timer = setTimeout(() => session.cut(new TooSlow(`no answer in ${withinMs} ms`)), withinMs);
  const onAbort = () => session.cut(new Stopped("stopped"));
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}
