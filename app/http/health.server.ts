import { z } from "zod";
import { defineStatement } from "../db/statement.ts";
import type { AppContext } from "./context.ts";
import { apiProblem } from "./problem.server.ts";
import { refuseForeignHost } from "./session.server.ts";

/** Probes wait 5 s at most (operations guide); a database that hangs must not make the answer later than this. */
const PATIENCE_MS = 3_500;

const healthFind = defineStatement("health_find", z.object({ one: z.number() }), "select 1 as one");

/** 200 when the database answers, 503 when it does not. Nobody has to be signed in. */
export async function answerHealth(context: AppContext, request: Request): Promise<Response> {
  const headers = { "cache-control": "no-store", "x-content-type-options": "nosniff" };
  try {
    refuseForeignHost(request);
  } catch (error) {
    return apiProblem(request, error);
  }
  if (await isDatabaseAnswering(context)) return Response.json({ status: "ok" }, { headers });
  return Response.json({ status: "error", message: "database unreachable" }, { status: 503, headers });
}

async function isDatabaseAnswering(context: AppContext): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  const answer = context.database.query(healthFind);
  try {
    await Promise.race([answer, silence]);
    return true;
  } catch (error) {
    context.log.warn({ error: String(error) }, "the database does not answer the health check");
    return false;
  } finally {
    clearTimeout(timer);
    // The late answer of a database that hung is nobody's business any more.
    answer.catch(() => {});
  }
}
