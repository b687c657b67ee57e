import type { EffectiveAccess } from "./access.ts";

/** Columns of the access export: the keys of a row, nested ones joined by `_`, in the order of the row. */
export const ACCESS_CSV_COLUMNS = [
  "person_id",
  "person_name",
  "person_email",
  "subject_provider",
  "subject_type",
  "subject_id",
  "subject_label",
  "subject_status",
  "resource_provider",
  "resource_type",
  "resource_id",
  "resource_name",
  "role",
  "privilege",
  "accessPath",
  "via",
  "condition_title",
  "condition_expression",
  "certainty",
  "chainsTruncated",
] as const;

/**
 * One cell by RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe before it (CWE-1236).
 * The full-width forms count: East Asian spreadsheets take them for the signs themselves.
 * @param value null is an empty cell
 */
export function csvCell(value: string | null): string {
  if (value === null) return "";
  const inert = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** One record with its line end. */
export function csvRecord(cells: readonly (string | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** The row under ACCESS_CSV_COLUMNS; `via` is JSON text. */
export function csvRecordOfAccess(row: EffectiveAccess): string {
  return csvRecord([
    row.person?.id ?? null,
    row.person?.name ?? null,
    row.person?.email ?? null,
    row.subject.provider,
    row.subject.type,
    row.subject.id,
    row.subject.label,
    row.subject.status,
    row.resource.provider,
    row.resource.type,
    row.resource.id,
    row.resource.name,
    row.role,
    row.privilege,
    row.accessPath,
    JSON.stringify(row.via),
    row.condition?.title ?? null,
    row.condition?.expression ?? null,
    row.certainty,
    row.chainsTruncated === true ? "true" : null,
  ]);
}
