import { matchQuestions } from "../ask/match-questions.ts";
import { matchRules } from "../findings/match-rules.ts";
import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { FindParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { findThings } from "../queries/find-things.server.ts";

const PER_KIND = 5;

export const loader = apiRoute({
  allow: ROLES,
  query: FindParams,
  handler: async ({ read, query: { search } }) => {
    const things = await read((tx) => findThings(tx, search));
    return { data: [...things, ...matchRules(search, PER_KIND), ...matchQuestions(search, PER_KIND)] };
  },
});

export const action = onlyGet;
