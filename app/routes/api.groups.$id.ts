import { notFound } from "../http/errors.ts";
import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { PageParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { findGroup } from "../queries/groups.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: PageParams,
  handler: async ({ read, query, params: { id = "" } }) => {
    const group = await read((tx) => findGroup(tx, id, query));
    if (group !== null) return group;
    throw notFound(`no group has the uuid or native id ${JSON.stringify(id)}; find groups by /api/groups?search=`);
  },
});

export const action = onlyGet;
