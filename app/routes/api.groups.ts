import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { GroupListParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { listGroups } from "../queries/groups.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: GroupListParams,
  handler: ({ read, query }) => read((tx) => listGroups(tx, query)),
});

export const action = onlyGet;
