import { expect, test } from "vitest";
import { answerCsv } from "./answer-csv.ts";

test("shown columns only, and nothing that a spreadsheet would run", () => {
  const columns = [
    { key: "person", label: "Person", kind: "text", link: { to: "person", keys: ["person_id"] } },
    { key: "count", label: "Accounts, all", kind: "number" },
    { key: "mfa", label: "MFA", kind: "yes-no" },
  ] as const;
  const rows = [
    { person: '=HYPERLINK("http://x")', person_id: "1", count: 2, mfa: false },
    { person: null, person_id: null, count: 0, mfa: true },
  ];
  expect(answerCsv(columns, rows)).toBe(
    'Person,"Accounts, all",MFA\r\n"\'=HYPERLINK(""http://x"")",2,no\r\n,0,yes\r\n',
  );
});
