import { describe, expect, it } from "vitest";
import type { EffectiveAccess, Privilege } from "../model/access.ts";
import type { JsonObject } from "../model/json.ts";
import type { SourceTable } from "../model/source.ts";
import { expandEffectiveAccess } from "./expand.ts";
import { type AccessPrivileges, accountKey, type Person, type SourceFact } from "./expand-facts.ts";

const ACCOUNT = "012345678901";

const privileges: AccessPrivileges = {
  gcpRole: (): Privilege => "none",
  githubRole: (): Privilege => "none",
  permissionSet: (id) => (id === "ps-admin" ? "admin" : "read"),
  iamPolicies: ({ user, groups }) => [
    { role: `Own of ${user.columns.user_name}`, privilege: "read", viaGroupArn: null },
    ...groups.map((group) => ({ role: "Shared", privilege: "admin" as const, viaGroupArn: String(group.columns.arn) })),
  ],
};

const fact = (table: SourceTable, columns: JsonObject, scope = "aws/identitystore"): SourceFact => ({
  table,
  scope,
  columns,
  raw: columns,
});
const instance = (suffix: string, store: string): SourceFact =>
  fact("aws_identity_center_instances", { instance_id: `ssoins-${suffix}`, identity_store_id: store });
const user = (store: string, id: string, name: string | null, status: string | null = null): SourceFact =>
  fact("aws_identity_center_users", { identity_store_id: store, user_id: id, user_name: name, user_status: status });
const group = (store: string, id: string): SourceFact =>
  fact("aws_identity_center_groups", { identity_store_id: store, group_id: id, display_name: `Group ${id}` });
const membership = (store: string, id: string, member: string): SourceFact =>
  fact("aws_identity_center_memberships", { identity_store_id: store, group_id: id, member_user_id: member });
const collected = fact("collected_listings", { listing: "identity_center_memberships", listing_key: "*" });
const assign = (suffix: string, set: string, type: string, principal: string): SourceFact =>
  fact("aws_account_assignments", {
    account_id: ACCOUNT,
    permission_set_arn: `arn:aws:sso:::permissionSet/ssoins-${suffix}/${set}`,
    permission_set_id: set,
    instance_id: `ssoins-${suffix}`,
    principal_type: type,
    principal_id: principal,
  });

const expand = (rows: SourceFact[], links = new Map<string, Person>()): EffectiveAccess[] =>
  expandEffectiveAccess({ rows, links }, privileges);
const lines = (rows: readonly EffectiveAccess[]): string[] =>
  rows.map(({ subject, role, accessPath, via }) =>
    [subject.type, subject.id, subject.label, subject.status, role, accessPath, ...via.map((hop) => hop.id)].join(" "),
  );

describe("effective access by Identity Center", () => {
  it("names the role by the permission set, by its id when nothing describes it", () => {
    const described = fact("aws_permission_sets", {
      permission_set_arn: "arn:aws:sso:::permissionSet/ssoins-1/ps-admin",
      permission_set_id: "ps-admin",
      name: "AdministratorAccess",
    });
    const rows = expand([
      instance("1", "d-1"),
      user("d-1", "u", "ada", "ENABLED"),
      described,
      assign("1", "ps-admin", "USER", "u"),
      assign("1", "ps-other", "USER", "u"),
    ]);
    expect(rows.map(({ role, privilege }) => `${role} ${privilege}`)).toEqual([
      "AdministratorAccess admin",
      "ps-other read",
    ]);
  });

  it("reaches the members of a group, whose status is unknown without a UserStatus", () => {
    const rows = expand([
      instance("1", "d-1"),
      user("d-1", "u", "ada"),
      user("d-1", "v", "bob", "DISABLED"),
      group("d-1", "g"),
      collected,
      membership("d-1", "g", "u"),
      membership("d-1", "g", "v"),
      assign("1", "ps-x", "GROUP", "g"),
    ]);
    expect(lines(rows)).toEqual(["user u ada unknown ps-x group g", "user v bob suspended ps-x group g"]);
  });

  it("never mixes two instances whose users are called alike", () => {
    const person = { id: "p2", name: "Two", email: null };
    const rows = expand(
      [
        instance("1", "d-1"),
        instance("2", "d-2"),
        user("d-1", "u", "one"),
        user("d-2", "u", "two"),
        assign("2", "ps-x", "USER", "u"),
      ],
      new Map([[accountKey("aws_identity_center", "d-2", "u"), person]]),
    );
    expect(lines(rows)).toEqual(["user u two unknown ps-x direct"]);
    expect(rows[0]?.person).toEqual(person);
  });

  it("finds the principal of an unlisted instance only where one store has it", () => {
    const rows = expand([
      user("d-1", "u", "one"),
      user("d-2", "u", "two"),
      user("d-2", "v", "only"),
      assign("9", "ps-x", "USER", "u"),
      assign("9", "ps-x", "USER", "v"),
    ]);
    expect(lines(rows)).toEqual(["user u u unknown ps-x direct", "user v only unknown ps-x direct"]);
  });

  it("takes a record without a store for one of the only store", () => {
    const rows = expand([instance("1", "d-1"), user("", "u", "ada"), assign("1", "ps-x", "USER", "u")]);
    expect(lines(rows)).toEqual(["user u ada unknown ps-x direct"]);
  });

  it("keeps assignments to users and groups that no longer exist", () => {
    const rows = expand([
      instance("1", "d-1"),
      collected,
      assign("1", "ps-x", "USER", "gone"),
      assign("1", "ps-x", "GROUP", "lost"),
    ]);
    expect(lines(rows)).toEqual(["user gone gone unknown ps-x direct", "group lost lost unknown ps-x direct"]);
    expect(rows[0]?.resource).toEqual({ provider: "aws", type: "aws_account", id: ACCOUNT, name: null });
  });

  it("keeps a group as a subject when no memberships were collected, and gives an empty group no row", () => {
    const rows = [instance("1", "d-1"), group("d-1", "g"), assign("1", "ps-x", "GROUP", "g")];
    expect(lines(expand(rows))).toEqual(["group g Group g active ps-x direct"]);
    expect(expand([...rows, collected])).toEqual([]);
  });
});

describe("effective access by IAM", () => {
  it("gives a row for each policy, by way of the group that carries it", () => {
    const arn = `arn:aws:iam::${ACCOUNT}:user/path/svc`;
    const rows = expand([
      fact("aws_accounts", { account_id: ACCOUNT, name: "Production" }, "aws/organizations"),
      fact("aws_iam_users", { account_id: ACCOUNT, arn, user_name: "svc", group_names: ["admins", "gone"] }),
      fact("aws_iam_groups", { account_id: ACCOUNT, arn: "arn:admins", group_name: "admins" }),
      fact("aws_iam_groups", { account_id: "999999999999", arn: "arn:other", group_name: "admins" }),
    ]);
    expect(lines(rows)).toEqual([
      `user ${arn} svc active Own of svc direct`,
      `user ${arn} svc active Shared group arn:admins`,
    ]);
    expect(rows[1]?.via[0]?.label).toBe("admins");
    expect(rows[1]?.resource.name).toBe("Production");
  });
});

describe("expandEffectiveAccess", () => {
  it("orders rows bytewise by subject, resource, role, path and hop ids", () => {
    const rows = expand([
      instance("1", "d-1"),
      ...["\u{1f600}", "\uffee", "B", "a"].map((id) => assign("1", "ps-x", "USER", id)),
    ]);
    expect(rows.map(({ subject }) => subject.id)).toEqual(["B", "a", "\uffee", "\u{1f600}"]);
  });

  it("says which column is missing when a row is not what the schema promises", () => {
    const broken = fact("aws_account_assignments", { account_id: ACCOUNT, principal_type: "USER" });
    expect(() => expand([broken])).toThrow("aws_account_assignments.principal_id is undefined; it must be text");
  });
});
