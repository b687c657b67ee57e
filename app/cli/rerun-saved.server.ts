import { createGuard } from "../ask/guard/guard.server.ts";
import { createAskRunner } from "../ask/run/runner.server.ts";
import { rerunSavedQuestions } from "../chat/rerun-saved.server.ts";
import { listSavedQuestions } from "../queries/saved-questions.server.ts";
import type { Product } from "./open-product.server.ts";

/**
 * Asks the tenant's saved questions again after an ingest. Never throws: the ingest is done whatever becomes of them.
 * @param syncRunId the ingest
 * @returns one line for people, null when nothing changed
 */
export async function rerunAfterIngest(
  { database, appUrl, password }: Pick<Product, "database" | "appUrl" | "password">,
  tenantId: string,
  syncRunId: string,
): Promise<string | null> {
  try {
    const saved = await database.read({ tenantId, role: "analyst" }, (tx) => listSavedQuestions(tx));
    if (saved.length === 0) return null;
    const guard = createGuard();
    const runner = createAskRunner({ url: appUrl, password, guard });
    try {
      const { questions, changed, failed } = await rerunSavedQuestions({ database, runner }, tenantId, { syncRunId });
      if (changed + failed === 0) return null;
      const failures = failed === 0 ? "" : `, ${failed} could not be asked`;
      return `saved questions: ${changed} of ${questions} have another answer now${failures}; see /ask/saved`;
    } finally {
      await runner.close();
      await guard.close();
    }
  } catch {
    return "saved questions: they could not be asked again; see /ask/saved";
  }
}
