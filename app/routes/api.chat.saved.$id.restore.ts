import { notFound } from "../http/errors.ts";
import { apiRoute, onlyMethod } from "../http/route.server.ts";
import { isUuid, NoParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";

export const action = apiRoute({
  method: "POST",
  allow: ROLES,
  query: NoParams,
  handler: async ({ context, session, params: { id = "" } }) => {
    const who = { tenantId: session.tenantId, actor: session.user };
    if (isUuid(id) && (await context.kept.setRemoved(who, id, false))) return { id, removed: false };
    throw notFound(`no saved question ${JSON.stringify(id)} was removed`);
  },
});

export const loader = onlyMethod("POST");
