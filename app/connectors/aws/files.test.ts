import { expect, test } from "vitest";
import { awsConnector } from "./files.ts";

const { describeFile } = awsConnector;

test.each([
  ["aws/organizations/list-accounts.json", "aws/organizations", ["Accounts"]],
  ["aws/organizations/list-organizational-units.json", "aws/organizations", ["OrganizationalUnits"]],
  ["aws/organizations/list-parents/111111111111.json", "aws/organizations", ["Parents"]],
  ["aws/sso-admin/list-instances.json", "aws/sso-admin", ["Instances"]],
  ["aws/sso-admin/describe-permission-set/any name.json", "aws/sso-admin", []],
  ["aws/sso-admin/inline-policy/ps-1.json", "aws/sso-admin", []],
  ["aws/sso-admin/list-account-assignments/1.json", "aws/sso-admin", ["AccountAssignments"]],
  ["aws/identitystore/list-users.json", "aws/identitystore", ["Users"]],
  ["aws/identitystore/list-groups.json", "aws/identitystore", ["Groups"]],
  ["aws/identitystore/list-group-memberships/%2e%2e'..json", "aws/identitystore", ["GroupMemberships"]],
  [
    "aws/iam/001234567890/get-account-authorization-details.json",
    "aws/iam/001234567890",
    ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"],
  ],
])("%s is a file of the scope %s", (path, scope, listKeys) => {
  expect(describeFile(path)).toMatchObject({ scope, listKeys, format: "json" });
});

test.each([
  "aws/organizations/other.json",
  "aws/organizations/list-parents/.json",
  "aws/organizations/list-parents/a/b.json",
  "aws/iam/credential-report.csv",
  "aws/s3/list-buckets.json",
  "AWS/organizations/list-accounts.json",
  "gcp/projects.json",
])("%s is not a file of AWS", (path) => {
  expect(describeFile(path)).toBeNull();
});

test("the credential report is the one CSV", () => {
  expect(describeFile("aws/iam/111111111111/credential-report.csv")).toMatchObject({
    scope: "aws/iam/111111111111",
    format: "csv",
  });
});

test("any file of memberships marks the memberships of Identity Center as collected", () => {
  expect(describeFile("aws/identitystore/list-group-memberships/g-1.json")?.fileRows).toMatchObject([
    { table: "collected_listings", columns: { listing: "identity_center_memberships", listing_key: "*" } },
  ]);
});

test("a child's id is the file's name as it is, quotes and percent signs too", () => {
  const file = describeFile("aws/organizations/list-parents/o'%2F...json");
  expect(file?.normalise({ Id: "r-1" }, "Parents")).toMatchObject({ rows: [{ key: ["o'%2F.."] }] });
});
