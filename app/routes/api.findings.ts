import { listFindings } from "../findings/list-findings.server.ts";
import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { FindingListParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: FindingListParams,
  handler: ({ read, query }) => read((tx) => listFindings(tx, query)),
});

export const action = onlyGet;
