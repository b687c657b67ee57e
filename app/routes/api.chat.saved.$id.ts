import { notFound } from "../http/errors.ts";
import { apiRoute } from "../http/route.server.ts";
import { isUuid, NoParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { findSavedQuestion } from "../queries/saved-questions.server.ts";

/** A saved question with the runs that are kept, newest first. */
export const loader = apiRoute({
  allow: ROLES,
  query: NoParams,
  handler: async ({ read, params: { id = "" } }) => {
    const saved = isUuid(id) ? await read((tx) => findSavedQuestion(tx, id)) : null;
    if (saved !== null) return saved;
    throw notFound(`there is no saved question ${JSON.stringify(id)}; find them by /api/chat/saved`);
  },
});

/** Takes a saved question away; …/restore brings it back. */
export const action = apiRoute({
  method: "DELETE",
  allow: ROLES,
  query: NoParams,
  handler: async ({ context, session, params: { id = "" } }) => {
    const who = { tenantId: session.tenantId, actor: session.user };
    if (isUuid(id) && (await context.kept.setRemoved(who, id, true))) return { id, removed: true };
    throw notFound(`there is no saved question ${JSON.stringify(id)}; find them by /api/chat/saved`);
  },
});
