import { reopenFinding } from "../findings/decide.server.ts";
import { HttpError } from "../http/errors.ts";
import { apiRoute, onlyMethod } from "../http/route.server.ts";
import { isUuid, NoParams } from "../model/filters.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";

export const action = apiRoute({
  method: "POST",
  allow: PAGE_ROLES.decide,
  role: "ingest",
  query: NoParams,
  handler: async ({ write, session, params: { id = "" } }) => {
    const reopened = isUuid(id) && (await write((tx) => reopenFinding(tx, { id, actor: session.user })));
    if (reopened) return { id, state: "open" };
    throw new HttpError("conflict", `no accepted finding has the id ${JSON.stringify(id)}`);
  },
});

export const loader = onlyMethod("POST");
