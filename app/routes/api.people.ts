import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { PeopleListParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { listPeople } from "../queries/people.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: PeopleListParams,
  handler: ({ read, query }) => read((tx) => listPeople(tx, query)),
});

export const action = onlyGet;
