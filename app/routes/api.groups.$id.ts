import { notFound } from "../http/errors.ts";
import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { AsOfPageParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { findGroupThen } from "../queries/group-then.server.ts";
import { findGroup } from "../queries/groups.server.ts";
import { listRecordsThen, tellRecordsThen } from "../queries/records-then.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: AsOfPageParams,
  handler: async ({ read, query: { "as-of": asOf, ...page }, params: { id = "" } }) => {
    if (asOf !== undefined) {
      const then = await read((tx) => findGroupThen(tx, id, asOf, page));
      if (then === null) throw notFound(`no group ever had the uuid or native id ${JSON.stringify(id)}`);
      const { group, refs, members } = then;
      return read(
        async (tx) => ({
          ...group,
          ...(await tellRecordsThen(tx, refs, asOf)),
          members: { ...members, data: await listRecordsThen(tx, members.data, asOf) },
        }),
        "audit",
      );
    }
    const group = await read((tx) => findGroup(tx, id, page));
    if (group !== null) return group;
    throw notFound(`no group has the uuid or native id ${JSON.stringify(id)}; find groups by /api/groups?search=`);
  },
});

export const action = onlyGet;
