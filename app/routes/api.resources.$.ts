import { notFound } from "../http/errors.ts";
import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { AsOfParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { tellRecordsThen } from "../queries/records-then.server.ts";
import { findResourceThen } from "../queries/resource-then.server.ts";
import { findResource } from "../queries/resources.server.ts";

/** The splat, because ids of providers hold slashes: `organizations/1`, `acme/website`. */
export const loader = apiRoute({
  allow: ROLES,
  query: AsOfParams,
  handler: async ({ read, params: { "*": id = "" }, query: { "as-of": asOf } }) => {
    if (asOf !== undefined) {
      const then = await read((tx) => findResourceThen(tx, id, asOf));
      if (then === null) throw notFound(`no resource had the uuid or id ${JSON.stringify(id)} at ${asOf}`);
      return { ...then.resource, ...(await read((tx) => tellRecordsThen(tx, then.refs, asOf), "audit")) };
    }
    const resource = await read((tx) => findResource(tx, id));
    if (resource !== null) return resource;
    throw notFound(`no resource has the uuid or id ${JSON.stringify(id)}; find resources by /api/resources?search=`);
  },
});

export const action = onlyGet;
