import { z } from "zod";
import type { Database } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

/** Probes wait 5 s at most (operations guide); a database that hangs must not make the answer later than this. */
const PATIENCE_MS = 3_500;
/** Shorter, so that a connection without an answer is given up before the next probe may be handed one like it. */
const STATEMENT_WITHIN_MS = 3_000;

const healthFind = defineStatement("health_find", z.object({ one: z.number() }), "select 1 as one");

/**
 * Asks the database whether it answers: once for all who ask meanwhile, so that many probes cost one statement and one
 * connection. A question without an answer is given up with its connection, and the next probe asks anew.
 * @param onFailure told why, once for each question
 * @returns false when the database gave no answer within 3.5 s, whatever the reason
 */
export function createHealthCheck(
  database: Pick<Database, "query">,
  onFailure: (error: unknown) => void,
): () => Promise<boolean> {
  let asking: Promise<boolean> | null = null;
  return () => {
    asking ??= ask(database, onFailure).finally(() => {
      asking = null;
    });
    return asking;
  };
}

async function ask(database: Pick<Database, "query">, onFailure: (error: unknown) => void): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  // The pool may have no connection to give for longer than the statement itself may take.
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  const answer = database.query(healthFind, [], STATEMENT_WITHIN_MS);
  try {
    await Promise.race([answer, silence]);
    return true;
  } catch (error) {
    onFailure(error);
    return false;
  } finally {
    clearTimeout(timer);
    // The late answer of a database that hung is nobody's business any more.
    answer.catch(() => {});
  }
}
