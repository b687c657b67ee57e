import type { AskedAgain } from "../model/asked-again.ts";
import { isUuid } from "../model/filters.ts";
import { findAskedQuestion } from "../queries/asked-questions.server.ts";
import { notFound } from "./errors.ts";
import type { Handling } from "./route.server.ts";

/**
 * The question of a link with its answer as of now, for everybody of the tenant. One that had no answer shows again what
 * stood in its place.
 * @throws HttpError not-found
 */
export async function askedAgain({
  read,
  context,
  request,
  session,
  params: { id = "" },
}: Pick<Handling<unknown, unknown>, "read" | "context" | "request" | "session" | "params">): Promise<AskedAgain> {
  const asked = isUuid(id) ? await read((tx) => findAskedQuestion(tx, id)) : null;
  if (asked === null) throw notFound(`There is no question ${JSON.stringify(id)}. It may belong to another tenant.`);
  const { conversationId, question, askedBy, askedAt, feedback, reply } = asked;
  const outcome =
    asked.plan === null ? (reply?.outcome ?? null) : await context.chat.again(session.tenantId, asked, request.signal);
  return {
    id,
    conversationId,
    question,
    askedBy,
    askedAt,
    feedback,
    isOwn: askedBy === session.user,
    outcome: outcome ?? { kind: "not understood", because: "What stood here was not kept. Ask again.", nearest: [] },
    model: reply?.model ?? { use: "not needed", note: null },
  };
}
