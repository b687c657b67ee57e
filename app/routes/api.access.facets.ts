import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { AccessFacetsParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { listAccessFacets } from "../queries/list-access-facets.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: AccessFacetsParams,
  handler: ({ read, query }) => read((tx) => listAccessFacets(tx, query)),
});

export const action = onlyGet;
