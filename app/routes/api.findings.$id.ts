import { findFinding } from "../findings/find-finding.server.ts";
import { notFound } from "../http/errors.ts";
import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { isUuid, NoParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: NoParams,
  handler: async ({ read, params: { id = "" } }) => {
    const finding = isUuid(id) ? await read((tx) => findFinding(tx, id)) : null;
    if (finding !== null) return finding;
    throw notFound(`no finding has the id ${JSON.stringify(id)}; find findings by /api/findings`);
  },
});

export const action = onlyGet;
