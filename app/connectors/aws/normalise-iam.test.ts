import { expect, test } from "vitest";
import type { Json } from "../../model/json.ts";
import { normaliseAuthorizationDetailOf, normaliseCredentialReportOf } from "./normalise-iam.ts";

const normalise = normaliseAuthorizationDetailOf("111111111111");
const DOCUMENT = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } };
const USER = "arn:aws:iam::222222222222:user/some/path/ada";

test("the account comes from the ARN, and from the folder where the ARN names none", () => {
  expect(normalise({ Arn: USER, UserName: "ada" }, "UserDetailList")).toMatchObject({
    rows: [{ table: "aws_iam_users", key: [USER], columns: { account_id: "222222222222", user_name: "ada" } }],
  });
  expect(normalise({ Arn: "arn:aws:iam::aws:policy/Audit", PolicyName: "Audit" }, "Policies")).toMatchObject({
    rows: [{ columns: { account_id: "111111111111", document: null } }],
  });
});

test("a name that is missing is the end of the ARN, without its path", () => {
  expect(normalise({ Arn: USER }, "UserDetailList")).toMatchObject({ rows: [{ columns: { user_name: "ada" } }] });
});

test("a user keeps group names, boundary and inline policies", () => {
  const record = {
    Arn: USER,
    UserId: "AIDA1",
    UserName: "ada",
    CreateDate: "2020-01-02T03:04:05+00:00",
    GroupList: ["admins"],
    UserPolicyList: [{ PolicyName: "p", PolicyDocument: encodeURIComponent(JSON.stringify(DOCUMENT)) }],
    PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: "arn:aws:iam::aws:policy/B" },
  };
  expect(normalise(record, "UserDetailList")).toMatchObject({
    rows: [
      {
        columns: {
          group_names: ["admins"],
          permissions_boundary_arn: "arn:aws:iam::aws:policy/B",
          created_on: "2020-01-02T03:04:05.000Z",
          email_tag: null,
        },
        raw: record,
      },
    ],
  });
});

test("the email tag is found in every case, and counts only when it is an e-mail", () => {
  const tagged = (Key: string, Value: string) => normalise({ Arn: USER, Tags: [{ Key, Value }] }, "UserDetailList");
  expect(tagged("Email", " Ada@X.example ")).toMatchObject({ rows: [{ columns: { email_tag: "ada@x.example" } }] });
  expect(tagged("email", "ask the desk")).toMatchObject({ rows: [{ columns: { email_tag: null } }] });
  expect(tagged("owner", "ada@x.example")).toMatchObject({ rows: [{ columns: { email_tag: null } }] });
});

const json = JSON.stringify(DOCUMENT);
test.each<[string, Json]>([
  ["an object", DOCUMENT],
  ["a URL-encoded string", encodeURIComponent(json)],
  ["a plain JSON string", json],
])("a policy document may be %s", (_form, Document) => {
  const record = { Arn: "a", PolicyName: "p", PolicyVersionList: [{ IsDefaultVersion: true, Document }] };
  expect(normalise(record, "Policies")).toMatchObject({ rows: [{ columns: { document: DOCUMENT } }] });
});

test("the default version counts: by its flag, else by DefaultVersionId, else the first", () => {
  const version = (VersionId: string, rest: Record<string, Json> = {}) => ({
    VersionId,
    Document: { VersionId },
    ...rest,
  });
  const chosen = (policy: Record<string, Json>) => {
    const made = normalise({ Arn: "a", PolicyName: "p", ...policy }, "Policies");
    return "rows" in made ? made.rows[0]?.columns.document : made;
  };
  const flagged = [version("v1", { IsDefaultVersion: false }), version("v2", { IsDefaultVersion: true })];
  expect(chosen({ DefaultVersionId: "v1", PolicyVersionList: flagged })).toEqual({ VersionId: "v2" });
  expect(chosen({ DefaultVersionId: "v2", PolicyVersionList: [version("v1"), version("v2")] })).toEqual({
    VersionId: "v2",
  });
  expect(chosen({ PolicyVersionList: [version("v1"), version("v2")] })).toEqual({ VersionId: "v1" });
});

test("a document that is no JSON rejects the policy: its grants are unknown, not absent", () => {
  const PolicyVersionList = [{ IsDefaultVersion: true, Document: "%7Boops" }];
  expect(normalise({ Arn: "a", PolicyVersionList }, "Policies")).toMatchObject({
    reject: expect.stringContaining("%7Boops"),
  });
});

test("without a list around it, a record's kind is told by its keys", () => {
  const records: Json[] = [
    { Arn: USER, UserName: "ada", UserId: "AIDA1" },
    { Arn: "g", GroupName: "admins", GroupId: "AGPA1" },
    { Arn: "r", RoleName: "deploy", RoleId: "AROA1", AssumeRolePolicyDocument: {} },
    { Arn: "p", PolicyName: "p", PolicyVersionList: [] },
  ];
  const tables = records.map((record) => {
    const made = normalise(record, null);
    return "rows" in made ? made.rows[0]?.table : made;
  });
  expect(tables).toEqual(["aws_iam_users", "aws_iam_groups", "aws_iam_roles", "aws_iam_policies"]);
  expect(normalise({ Arn: "x" }, null)).toMatchObject({ reject: expect.stringContaining('{"Arn":"x"}') });
});

test("an entity without ARN is rejected", () => {
  expect(normalise({ UserName: "ada", UserId: "AIDA1" }, null)).toEqual({
    reject: 'no "Arn"; keys given: UserName, UserId',
  });
});

test("the credential report writes N/A, no_information and not_supported for what it does not know", () => {
  const record = {
    user: "<root_account>",
    arn: "arn:aws:iam::222222222222:root",
    password_enabled: "not_supported",
    password_last_used: "no_information",
    mfa_active: "true",
    access_key_1_active: "false",
    access_key_1_last_rotated: "N/A",
    access_key_2_active: "",
    access_key_2_last_rotated: "2024-05-06T07:08:09+00:00",
  };
  expect(normaliseCredentialReportOf("111111111111")(record)).toEqual({
    rows: [
      {
        table: "aws_iam_credential_reports",
        key: ["arn:aws:iam::222222222222:root"],
        columns: {
          account_id: "222222222222",
          arn: "arn:aws:iam::222222222222:root",
          user_name: "<root_account>",
          password_enabled: null,
          password_last_used: null,
          mfa_active: true,
          access_key_1_active: false,
          access_key_1_last_rotated: null,
          access_key_2_active: null,
          access_key_2_last_rotated: "2024-05-06T07:08:09.000Z",
        },
        raw: record,
      },
    ],
  });
});
