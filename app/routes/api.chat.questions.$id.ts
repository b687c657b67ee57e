import { askedAgain } from "../http/asked-question.server.ts";
import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";

/** Asks the question of a link again, now. */
export const loader = apiRoute({ allow: ROLES, query: NoParams, handler: askedAgain });

export const action = onlyGet;
