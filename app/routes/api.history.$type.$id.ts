import { badRequest } from "../http/errors.ts";
import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { isUuid, PageParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { isTracedTable, TRACED_TABLES } from "../model/traced-tables.ts";
import { listHistory } from "../queries/history.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: PageParams,
  role: "audit",
  handler: ({ read, query, params: { type = "", id = "" } }) => {
    if (!isTracedTable(type)) {
      throw badRequest([
        { field: "type", detail: `${JSON.stringify(type)} is not allowed; allowed: ${TRACED_TABLES.join(", ")}` },
      ]);
    }
    if (!isUuid(id)) {
      throw badRequest([
        { field: "id", detail: `${JSON.stringify(id)} is not allowed; allowed: the uuid of a record` },
      ]);
    }
    return read((tx) => listHistory(tx, { type, id, ...query }));
  },
});

export const action = onlyGet;
