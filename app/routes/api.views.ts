import { HttpError } from "../http/errors.ts";
import { apiRoute } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { ViewBody } from "../model/saved-view.ts";
import { listSavedViews } from "../queries/saved-views.server.ts";
import { addSavedView } from "../sync/keep-view.server.ts";

/** The views of whoever asks; there are at most a hundred, so it is one page. */
export const loader = apiRoute({
  allow: ROLES,
  query: NoParams,
  handler: async ({ read, session }) => ({
    data: await read((tx) => listSavedViews(tx, session.user)),
    nextCursor: null,
  }),
});

export const action = apiRoute({
  method: "POST",
  allow: ROLES,
  role: "ingest",
  query: NoParams,
  form: ViewBody,
  handler: async ({ write, session, form }) => {
    const saved = await write((tx) => addSavedView(tx, { ...form, actor: session.user }));
    if (saved !== null) return saved;
    throw new HttpError("conflict", "you have 100 saved views; remove one first");
  },
});
