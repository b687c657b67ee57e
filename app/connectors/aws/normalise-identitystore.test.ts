import { expect, test } from "vitest";
import type { Json } from "../../model/json.ts";
import {
  normaliseIdentityStoreGroup,
  normaliseIdentityStoreMembership,
  normaliseIdentityStoreUser,
} from "./normalise-identitystore.ts";

test("a user without Emails, ExternalIds and UserStatus is kept: its status is unknown, not enabled", () => {
  expect(normaliseIdentityStoreUser({ UserId: "u-1", UserName: "ada" })).toEqual({
    rows: [
      {
        table: "aws_identity_center_users",
        key: ["", "u-1"],
        columns: {
          identity_store_id: "",
          user_id: "u-1",
          user_name: "ada",
          display_name: null,
          emails: [],
          primary_email: null,
          external_ids: [],
          user_status: null,
        },
        raw: { UserId: "u-1", UserName: "ada" },
      },
    ],
  });
});

test("all e-mails count, folded, and the primary one is kept as it was written", () => {
  const Emails: Json = [
    { Value: "ada@old.example" },
    { Value: " Ada@Northwind.Example ", Primary: true },
    { Value: "ADA@OLD.EXAMPLE" },
    { Value: "n/a" },
    { Type: "work" },
    null,
  ];
  expect(normaliseIdentityStoreUser({ IdentityStoreId: "d-1", UserId: "u-1", Emails })).toMatchObject({
    rows: [
      {
        key: ["d-1", "u-1"],
        columns: { emails: ["ada@old.example", "ada@northwind.example"], primary_email: "Ada@Northwind.Example" },
      },
    ],
  });
});

test("external ids are kept for the link to the account of the identity provider", () => {
  const ExternalIds: Json = [{ Issuer: "https://scim.example", Id: "1097" }, { Issuer: "x" }, { Id: 42 }];
  expect(normaliseIdentityStoreUser({ UserId: "u-1", ExternalIds })).toMatchObject({
    rows: [{ columns: { external_ids: ["1097", "42"] } }],
  });
});

test("the same user id in two identity stores makes two keys", () => {
  const keys = ["d-1", "d-2"].map((IdentityStoreId) => {
    const made = normaliseIdentityStoreUser({ IdentityStoreId, UserId: "u-1" });
    return "rows" in made ? made.rows[0]?.key : null;
  });
  expect(keys).toEqual([
    ["d-1", "u-1"],
    ["d-2", "u-1"],
  ]);
});

test("a user without UserId is rejected with the keys that were given", () => {
  expect(normaliseIdentityStoreUser({ UserName: "ada", Emails: [] })).toEqual({
    reject: 'no "UserId"; keys given: UserName, Emails',
  });
});

test("a membership takes the group from its own row and its member from the union", () => {
  const record = { IdentityStoreId: "d-1", GroupId: "g-1", MembershipId: "m-1", MemberId: { UserId: "u-1" } };
  expect(normaliseIdentityStoreMembership(record)).toMatchObject({
    rows: [{ key: ["d-1", "g-1", "u-1"], columns: { group_id: "g-1", member_user_id: "u-1", membership_id: "m-1" } }],
  });
  expect(normaliseIdentityStoreMembership({ GroupId: "g-1", MemberId: { GroupId: "g-2" } })).toEqual({
    reject: '"MemberId" must hold a "UserId"; given: {"GroupId":"g-2"}',
  });
});

test("a group is keyed by its store and id", () => {
  expect(normaliseIdentityStoreGroup({ IdentityStoreId: "d-1", GroupId: "g-1", DisplayName: "'; drop" })).toMatchObject(
    {
      rows: [{ key: ["d-1", "g-1"], columns: { display_name: "'; drop" } }],
    },
  );
});
