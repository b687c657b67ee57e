import { notFound } from "../http/errors.ts";
import { apiRoute, onlyMethod } from "../http/route.server.ts";
import { FeedbackBody } from "../model/ask-params.ts";
import { isUuid, NoParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";

export const action = apiRoute({
  method: "POST",
  allow: ROLES,
  query: NoParams,
  form: FeedbackBody,
  handler: async ({ context, session, params: { id = "" }, form: { feedback, note = null } }) => {
    const who = { tenantId: session.tenantId, actor: session.user };
    const judged = isUuid(id) && (await context.kept.judge(who, { id, feedback, note }));
    if (judged) return { id, feedback };
    throw notFound(`you asked no question ${JSON.stringify(id)}; find yours by /api/chat/questions`);
  },
});

export const loader = onlyMethod("POST");
