import { type ApiAnswer, answerOf } from "./answer.ts";
import type { AppContext } from "./context.ts";

/** 200 when the database answers, 503 when it does not. Whoever asks: probes come by address, from anywhere. */
export async function answerHealth(context: AppContext): Promise<ApiAnswer> {
  if (await context.isDatabaseAnswering()) return answerOf({ status: "ok" });
  context.failed({ problem: "unavailable" });
  return answerOf({ status: "error", message: "database unreachable" }, 503);
}
