import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { ResourceListParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { writeResources } from "../queries/resources.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: ResourceListParams,
  handler: ({ read, query }) => read((tx) => writeResources(tx, query)),
});

export const action = onlyGet;
