import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { ChangeListParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { listChanges } from "../queries/list-changes.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: ChangeListParams,
  handler: ({ read, query: { limit, cursor, sort, from, to, ...filters } }) =>
    listChanges(read, { filters, from, to, limit, cursor, sort }),
});

export const action = onlyGet;
