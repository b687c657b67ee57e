import { expect, test } from "vitest";
import type { Json } from "../../model/json.ts";
import { awsConnector } from "./files.ts";

function normalise(path: string, record: Json) {
  const file = describe(path);
  if (file === null) throw new Error(`not a file of AWS: ${path}`);
  return file.normalise(record, file.listKeys[0] ?? null);
}

const describe = awsConnector.describeFile;
const ACCOUNTS = "aws/organizations/list-accounts.json";

test("an account keeps its twelve digits, as text and as a number that lost its leading zeros", () => {
  for (const Id of ["001234567890", 1234567890]) {
    expect(normalise(ACCOUNTS, { Id })).toMatchObject({
      rows: [{ table: "aws_accounts", key: ["001234567890"], columns: { account_id: "001234567890", name: null } }],
    });
  }
});

test("State counts before the retiring Status, and Status where there is no State", () => {
  const Id = "111111111111";
  const both = { Id, State: "PENDING_CLOSURE", Status: "ACTIVE" };
  expect(normalise(ACCOUNTS, both)).toMatchObject({ rows: [{ columns: { state: "PENDING_CLOSURE" }, raw: both }] });
  expect(normalise(ACCOUNTS, { Id, Status: "SUSPENDED" })).toMatchObject({
    rows: [{ columns: { state: "SUSPENDED" } }],
  });
});

test("JoinedTimestamp is read as an epoch float and as ISO text", () => {
  const Id = "111111111111";
  const joined_at = "2016-12-15T19:30:15.450Z";
  for (const JoinedTimestamp of [1481830215.45, "2016-12-15T14:30:15.450000-05:00"]) {
    expect(normalise(ACCOUNTS, { Id, JoinedTimestamp })).toMatchObject({ rows: [{ columns: { joined_at } }] });
  }
});

test("an account without Id is rejected by name", () => {
  expect(normalise(ACCOUNTS, { Name: "prod" })).toEqual({ reject: 'no "Id"; keys given: Name' });
});

test("Paths tell the parents of an account and of the units above it, with less weight than list-parents", () => {
  const Paths = ["o-ab12cd34ef/r-ab12/ou-ab12-11111111/ou-ab12-22222222/111111111111/"];
  const parents = [
    { child_id: "ou-ab12-11111111", parent_id: "r-ab12", parent_type: "ROOT" },
    { child_id: "ou-ab12-22222222", parent_id: "ou-ab12-11111111", parent_type: "ORGANIZATIONAL_UNIT" },
    { child_id: "111111111111", parent_id: "ou-ab12-22222222", parent_type: "ORGANIZATIONAL_UNIT" },
  ];
  expect(normalise(ACCOUNTS, { Id: "111111111111", Paths })).toMatchObject({
    rows: [
      { table: "aws_accounts" },
      ...parents.map((columns) => ({ table: "aws_organization_parents", columns, precedence: 0 })),
    ],
  });
  expect(normalise("aws/organizations/list-parents/111111111111.json", { Id: "r-ab12", Type: "ROOT" })).toMatchObject({
    rows: [{ key: ["111111111111"], columns: { child_id: "111111111111", parent_id: "r-ab12" }, precedence: 1 }],
  });
});

test("an organizational unit is stored by its id", () => {
  expect(
    normalise("aws/organizations/list-organizational-units.json", { Id: "ou-ab12-11111111", Name: "prod" }),
  ).toMatchObject({
    rows: [{ table: "aws_organizational_units", key: ["ou-ab12-11111111"], columns: { name: "prod", arn: null } }],
  });
});
