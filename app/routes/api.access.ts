import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { AccessListParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { listEffectiveAccess, toContractRow } from "../queries/list-effective-access.server.ts";
import { findRecordsRemoved } from "../queries/records-removed.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: AccessListParams,
  handler: async ({ read, query: { limit, cursor, sort, "as-of": asOf, ...filters } }) => {
    const page = await read((tx) => listEffectiveAccess(tx, { filters, limit, cursor, asOf, sort }));
    const told = { data: page.data.map(toContractRow), nextCursor: page.nextCursor };
    if (asOf === undefined) return told;
    return { ...told, recordsRemoved: await read((tx) => findRecordsRemoved(tx, asOf), "audit") };
  },
});

export const action = onlyGet;
