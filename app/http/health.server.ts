import { type ApiAnswer, answerOf } from "./answer.ts";
import type { AppContext, IncomingRequest } from "./context.ts";
import { apiProblem } from "./problem.server.ts";
import { refuseForeignHost } from "./session.server.ts";

/** 200 when the database answers, 503 when it does not. Nobody has to be signed in. */
export async function answerHealth(context: AppContext, request: IncomingRequest): Promise<ApiAnswer> {
  try {
    refuseForeignHost(request);
  } catch (error) {
    return apiProblem(context, request, error);
  }
  if (await context.isDatabaseAnswering()) return answerOf({ status: "ok" });
  context.failed({ problem: "unavailable" });
  return answerOf({ status: "error", message: "database unreachable" }, 503);
}
