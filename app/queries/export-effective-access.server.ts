import type { TenantTransaction } from "../db/database.server.ts";
import { ACCESS_CSV_COLUMNS, csvRecord, csvRecordOfAccess } from "../model/csv.ts";
import type { AccessFilters } from "../model/filters.ts";
import { streamEffectiveAccess, toContractRow } from "./list-effective-access.server.ts";

export type ExportFormat = "csv" | "ndjson";

/**
 * The text of an export, a batch of rows a piece: NDJSON with a row a line, or CSV with a header.
 * @yields never an empty piece, except that an NDJSON export without rows yields nothing
 */
export async function* exportEffectiveAccess(
  tx: TenantTransaction,
  filters: AccessFilters,
  format: ExportFormat,
  chosen: Parameters<typeof streamEffectiveAccess>[2] = {},
): AsyncGenerator<string> {
  if (format === "csv") yield csvRecord(ACCESS_CSV_COLUMNS);
  for await (const rows of streamEffectiveAccess(tx, filters, chosen)) {
    yield format === "csv"
      ? rows.map(csvRecordOfAccess).join("")
      : `${rows.map((row) => JSON.stringify(toContractRow(row))).join("\n")}\n`;
  }
}
