import { notFound } from "../http/errors.ts";
import { apiRoute, onlyMethod } from "../http/route.server.ts";
import { isUuid, NoParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { setSavedViewRemoved } from "../sync/keep-view.server.ts";

/** Takes a view away; …/restore brings it back. */
export const action = apiRoute({
  method: "DELETE",
  allow: ROLES,
  role: "ingest",
  query: NoParams,
  handler: async ({ write, session, params: { id = "" } }) => {
    const view = { id, removed: true, actor: session.user };
    if (isUuid(id) && (await write((tx) => setSavedViewRemoved(tx, view)))) return { id, removed: true };
    throw notFound(`you have no saved view ${JSON.stringify(id)}; find yours by /api/views`);
  },
});

export const loader = onlyMethod("DELETE");
