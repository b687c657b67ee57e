import { StreamedBody } from "../http/answer.ts";
import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { streamBody } from "../http/stream.server.ts";
import { AccessExportParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { exportEffectiveAccess } from "../queries/export-effective-access.server.ts";

const CONTENT_TYPES = { csv: "text/csv; charset=utf-8", ndjson: "application/x-ndjson; charset=utf-8" } as const;

export const loader = apiRoute({
  allow: ROLES,
  query: AccessExportParams,
  handler: async (handling) => {
    const { format, "as-of": asOf, sort, ...filters } = handling.query;
    const body = await streamBody(handling, (tx) => exportEffectiveAccess(tx, filters, format, { asOf, sort }));
    return new StreamedBody(body, {
      "content-type": CONTENT_TYPES[format],
      "content-disposition": `attachment; filename="effective-access.${format}"`,
    });
  },
});

export const action = onlyGet;
