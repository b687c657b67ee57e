import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import type { EffectiveAccess } from "./access.ts";
import { ACCESS_CSV_COLUMNS, csvCell, csvRecord, csvRecordOfAccess } from "./csv.ts";

const row: EffectiveAccess = {
  person: null,
  subject: { provider: "gcp", type: "public", id: "allUsers", label: "=HYPERLINK(1)", status: "unknown" },
  resource: { provider: "gcp", type: "gcp_project", id: "billing-prod", name: 'A "quoted", name\nof two lines' },
  role: "roles/viewer",
  privilege: "read",
  accessPath: "inherited",
  via: [{ kind: "resource", id: "folders/1414", label: "prod" }],
  condition: { title: "until June", expression: "request.time < timestamp('2026-06-01')" },
  certainty: "conditional",
  chainsTruncated: true,
};

test("a text that a spreadsheet would run gets an apostrophe before it", () => {
  for (const start of ["=", "+", "-", "@", "\t", "\r"]) expect(csvCell(`${start}1`)).toMatch(/^"?'/);
  expect(csvCell("a=1")).toBe("a=1");
});

test("cells are quoted by RFC 4180 and records end with CR LF", () => {
  expect(csvRecord(["a", 'b"', "c,d", "e\nf", null])).toBe('a,"b""","c,d","e\nf",\r\n');
});

test("a row reads back under its columns, hops as JSON and an absent person as empty cells", () => {
  const text = csvRecord(ACCESS_CSV_COLUMNS) + csvRecordOfAccess(row);
  const [read] = parse(text, { columns: true, record_delimiter: "\r\n" }) as Record<string, string>[];
  expect(read).toEqual({
    person_id: "",
    person_name: "",
    person_email: "",
    subject_provider: "gcp",
    subject_type: "public",
    subject_id: "allUsers",
    subject_label: "'=HYPERLINK(1)",
    subject_status: "unknown",
    resource_provider: "gcp",
    resource_type: "gcp_project",
    resource_id: "billing-prod",
    resource_name: 'A "quoted", name\nof two lines',
    role: "roles/viewer",
    privilege: "read",
    accessPath: "inherited",
    via: JSON.stringify(row.via),
    condition_title: "until June",
    condition_expression: "request.time < timestamp('2026-06-01')",
    certainty: "conditional",
    chainsTruncated: "true",
  });
});
