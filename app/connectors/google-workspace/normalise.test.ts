import { expect, test } from "vitest";
import type { Json } from "../../model/json.ts";
import { normaliseGroup, normaliseMemberOf, normaliseUser } from "./normalise.ts";

const normaliseMember = normaliseMemberOf("admins@x.example");

function columnsOf(made: ReturnType<typeof normaliseUser>) {
  return "rows" in made ? made.rows[0]?.columns : made;
}

test("a user keeps both kinds of alias, folded, and leaves out the e-mails that users write themselves", () => {
  const record = {
    id: "109700000000000000001",
    primaryEmail: "Ada@X.example ",
    name: { fullName: "Ada Okafor" },
    aliases: ["A.Okafor@x.example", "ada@y.example"],
    nonEditableAliases: ["ADA@Y.example", "ada@x.test-google-a.com"],
    emails: [{ address: "private@mail.example" }],
    suspended: true,
    isEnrolledIn2Sv: false,
    relations: [
      { type: "assistant", value: "z@x.example" },
      { type: "manager", value: "Grace@x.example" },
    ],
  };
  expect(normaliseUser(record)).toEqual({
    rows: [
      {
        table: "google_workspace_users",
        key: ["109700000000000000001"],
        columns: {
          user_id: "109700000000000000001",
          primary_email: "Ada@X.example",
          full_name: "Ada Okafor",
          aliases: ["a.okafor@x.example", "ada@y.example", "ada@x.test-google-a.com"],
          customer_id: null,
          suspended: true,
          archived: null,
          is_admin: null,
          is_enrolled_in_2sv: false,
          last_login_at: null,
          org_unit_path: null,
          manager_email: "grace@x.example",
        },
        raw: record,
      },
    ],
  });
});

test("a last login in 1970 means never", () => {
  for (const [given, expected] of [
    ["1970-01-01T00:00:00.000Z", null],
    ["2026-01-02T03:04:05.000Z", "2026-01-02T03:04:05.000Z"],
    [1767323045, "2026-01-02T03:04:05.000Z"],
    ["never", null],
  ] as const) {
    expect(columnsOf(normaliseUser({ id: "1", lastLoginTime: given }))).toMatchObject({ last_login_at: expected });
  }
});

test("values of a wrong type are null and reject nobody; a user without id is rejected", () => {
  const odd: Json = { id: 7, primaryEmail: ["x"], name: "Ada", aliases: "a", suspended: "maybe", relations: {} };
  expect(columnsOf(normaliseUser(odd))).toMatchObject({
    user_id: "7",
    primary_email: null,
    suspended: null,
    aliases: [],
  });
  expect(normaliseUser({ primaryEmail: "ada@x.example" })).toEqual({ reject: 'no "id"; keys given: primaryEmail' });
  expect(normaliseUser({ id: "" })).toEqual({ reject: '"id" is unusable; given: ""' });
});

test("directMembersCount is text in the API and a number in mocks", () => {
  for (const [given, expected] of [
    ["12", 12],
    [12, 12],
    ["many", null],
    [null, null],
    [1e12, null],
  ] as const) {
    expect(columnsOf(normaliseGroup({ id: "g", directMembersCount: given }))).toMatchObject({
      direct_members_count: expected,
    });
  }
});

test("a group of Cloud Identity has its id in name and its e-mail in groupKey", () => {
  const record = { name: "groups/02x8", groupKey: { id: "Admins@x.example" }, displayName: "Admins" };
  expect(normaliseGroup(record)).toMatchObject({
    rows: [{ key: ["02x8"], columns: { group_id: "02x8", email: "Admins@x.example", name: "Admins", aliases: [] } }],
  });
});

test("a groupKey that is no e-mail is another name of the group, never its address", () => {
  const record = { name: "groups/02x8", groupKey: { id: "CN=Admins", namespace: "identitysources/1" } };
  expect(columnsOf(normaliseGroup(record))).toMatchObject({ email: null, name: null, aliases: ["cn=admins"] });
});

test("a group of the Admin SDK has its display name in name, which is no id", () => {
  expect(columnsOf(normaliseGroup({ id: "02x8", name: "Cloud admins", email: "a@x.example" }))).toMatchObject({
    group_id: "02x8",
    name: "Cloud admins",
  });
  expect(normaliseGroup({ name: "Cloud admins" })).toEqual({ reject: 'no "id"; keys given: name' });
});

test("case variants of one member make one key", () => {
  const keys = ["Ada@X.example", " ada@x.example"].map((email) => {
    const made = normaliseMember({ id: "1", email, type: "USER", role: "OWNER", status: "ACTIVE" });
    return "rows" in made ? made.rows[0]?.key : made;
  });
  expect(keys).toEqual([
    ["admins@x.example", "ada@x.example"],
    ["admins@x.example", "ada@x.example"],
  ]);
});

test("a CUSTOMER member has no e-mail: its id is the customer's", () => {
  expect(normaliseMember({ id: "C01abc", type: "CUSTOMER", role: "MEMBER" })).toMatchObject({
    rows: [
      {
        key: ["admins@x.example", "C01abc"],
        columns: { member_id: "C01abc", member_email: null, member_type: "CUSTOMER", member_status: null },
      },
    ],
  });
});

test("a member without type is UNKNOWN until the known groups tell", () => {
  expect(columnsOf(normaliseMember({ email: "a@x.example" }))).toMatchObject({ member_type: "UNKNOWN" });
  expect(columnsOf(normaliseMember({ email: "a@x.example", type: "OTHER" }))).toMatchObject({ member_type: "UNKNOWN" });
  expect(columnsOf(normaliseMember({ email: "a@x.example", type: "group" }))).toMatchObject({ member_type: "GROUP" });
});

test("a membership of Cloud Identity has its member in preferredMemberKey or memberKey, and several roles", () => {
  const roles = [{ name: "MEMBER" }, { name: "OWNER" }];
  for (const key of ["preferredMemberKey", "memberKey"]) {
    expect(
      columnsOf(normaliseMember({ name: "groups/g/memberships/1", [key]: { id: "Ada@x.example" }, roles })),
    ).toEqual({
      group_key: "admins@x.example",
      member_id: null,
      member_email: "ada@x.example",
      member_type: "UNKNOWN",
      member_role: "OWNER",
      member_status: null,
    });
  }
  expect(columnsOf(normaliseMember({ memberKey: { id: "CN=Ada" }, type: "SERVICE_ACCOUNT" }))).toMatchObject({
    member_id: "CN=Ada",
    member_email: null,
    member_type: "USER",
  });
});

test("a member with neither id nor e-mail is rejected", () => {
  expect(normaliseMember({ role: "MEMBER", email: "" })).toEqual({
    reject: 'neither an id nor an e-mail; no "id"; keys given: role, email',
  });
});
