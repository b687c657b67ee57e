import type { AppContext, SessionUser } from "./context.ts";
import { HttpError, notFound } from "./errors.ts";

/**
 * Saves a question under a name, for the API and the pages.
 * @throws HttpError not-found, or conflict when it had no answer or there are too many already
 */
export async function saveQuestion(
  { kept }: AppContext,
  { tenantId, user }: SessionUser,
  given: { questionId: string; name: string },
): Promise<{ id: string }> {
  const saved = await kept.save({ tenantId, actor: user }, given);
  if (typeof saved === "object") return saved;
  if (saved === "not found") throw notFound(`there is no question ${JSON.stringify(given.questionId)}`);
  throw new HttpError(
    "conflict",
    saved === "too many"
      ? "there are 100 saved questions, which all run after each ingest; remove one first"
      : "only a question that was answered can be saved",
  );
}
