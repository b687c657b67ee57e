import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { PageParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { listAskedQuestions } from "../queries/asked-questions.server.ts";

/** What whoever asks has asked before, newest first. */
export const loader = apiRoute({
  allow: ROLES,
  query: PageParams,
  handler: ({ read, query, session }) => read((tx) => listAskedQuestions(tx, { ...query, askedBy: session.user })),
});

export const action = onlyGet;
