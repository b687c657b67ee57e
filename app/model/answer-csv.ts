import type { AnswerColumn, AnswerRow } from "./answer.ts";
import { csvRecord } from "./csv.ts";

/** The shown columns of an answer as CSV, rows in the order given, with a header. */
export function answerCsv(columns: readonly AnswerColumn[], rows: readonly AnswerRow[]): string {
  const header = csvRecord(columns.map(({ label }) => label));
  return header + rows.map((row) => csvRecord(columns.map(({ key }) => textOf(row[key])))).join("");
}

function textOf(value: AnswerRow[string] | undefined): string | null {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null || value === undefined ? null : String(value);
}
