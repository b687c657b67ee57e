import { notFound } from "../http/errors.ts";
import { apiRoute, onlyMethod } from "../http/route.server.ts";
import { isUuid, NoParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { listSavedQuestions } from "../queries/saved-questions.server.ts";

/** Asks a saved question now. @returns it with this run as its last */
export const action = apiRoute({
  method: "POST",
  allow: ROLES,
  query: NoParams,
  handler: async ({ context, session, read, params: { id = "" } }) => {
    const who = { tenantId: session.tenantId, actor: session.user };
    if (isUuid(id) && (await context.kept.run(who, id))) return (await read((tx) => listSavedQuestions(tx, id)))[0];
    throw notFound(`there is no saved question ${JSON.stringify(id)}; find them by /api/chat/saved`);
  },
});

export const loader = onlyMethod("POST");
