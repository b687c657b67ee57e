import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { AuditListParams } from "../model/filters.ts";
import { writeAuditEntries } from "../queries/audit.server.ts";

export const loader = apiRoute({
  allow: ["auditor", "admin"],
  query: AuditListParams,
  role: "audit",
  handler: ({ read, query }) => read((tx) => writeAuditEntries(tx, query)),
});

export const action = onlyGet;
