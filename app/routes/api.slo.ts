import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { findSloReport } from "../queries/slo.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: NoParams,
  handler: ({ context }) => findSloReport(context, new Date()),
});

export const action = onlyGet;
