import { apiRoute } from "../http/route.server.ts";
import { saveQuestion } from "../http/save-question.server.ts";
import { SaveBody } from "../model/ask-params.ts";
import { NoParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { listSavedQuestions } from "../queries/saved-questions.server.ts";

/** Every saved question of the tenant; there are at most a hundred, so it is one page. */
export const loader = apiRoute({
  allow: ROLES,
  query: NoParams,
  handler: async ({ read }) => ({ data: await read((tx) => listSavedQuestions(tx)), nextCursor: null }),
});

export const action = apiRoute({
  method: "POST",
  allow: ROLES,
  query: NoParams,
  form: SaveBody,
  handler: async ({ context, session, form }) => saveQuestion(context, session, form),
});
