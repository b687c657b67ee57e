import { notFound } from "../http/errors.ts";
import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { findResource } from "../queries/resources.server.ts";

/** The splat, because ids of providers hold slashes: `organizations/1`, `acme/website`. */
export const loader = apiRoute({
  allow: ROLES,
  query: NoParams,
  handler: async ({ read, params: { "*": id = "" } }) => {
    const resource = await read((tx) => findResource(tx, id));
    if (resource !== null) return resource;
    throw notFound(`no resource has the uuid or id ${JSON.stringify(id)}; find resources by /api/resources?search=`);
  },
});

export const action = onlyGet;
