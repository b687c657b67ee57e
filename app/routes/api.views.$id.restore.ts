import { notFound } from "../http/errors.ts";
import { apiRoute, onlyMethod } from "../http/route.server.ts";
import { isUuid, NoParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { setSavedViewRemoved } from "../sync/keep-view.server.ts";

export const action = apiRoute({
  method: "POST",
  allow: ROLES,
  role: "ingest",
  query: NoParams,
  handler: async ({ write, session, params: { id = "" } }) => {
    const view = { id, removed: false, actor: session.user };
    if (isUuid(id) && (await write((tx) => setSavedViewRemoved(tx, view)))) return { id, removed: false };
    throw notFound(`you removed no saved view ${JSON.stringify(id)}`);
  },
});

export const loader = onlyMethod("POST");
