import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { ResourceListParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { listResources } from "../queries/resources.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: ResourceListParams,
  handler: ({ read, query }) => read((tx) => listResources(tx, query)),
});

export const action = onlyGet;
