import { acceptFinding } from "../findings/decide.server.ts";
import { HttpError } from "../http/errors.ts";
import { apiRoute, onlyMethod } from "../http/route.server.ts";
import { Acceptance } from "../model/acceptance.ts";
import { isUuid, NoParams } from "../model/filters.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";

export const action = apiRoute({
  method: "POST",
  allow: PAGE_ROLES.decide,
  role: "ingest",
  query: NoParams,
  form: Acceptance,
  handler: async ({ write, form, session, params: { id = "" } }) => {
    const accepted = isUuid(id) && (await write((tx) => acceptFinding(tx, { ...form, id, actor: session.user })));
    if (accepted) return { id, state: "accepted", acceptedUntil: form.until };
    throw new HttpError("conflict", `no open or accepted finding has the id ${JSON.stringify(id)}`);
  },
});

export const loader = onlyMethod("POST");
