import { beforeAll, expect, test } from "vitest";
import type { Json } from "../../app/model/json.ts";
import { inOrder, row } from "../support/access-rows.ts";
import { createProduct, type Product } from "../support/product.server.ts";

const ADMINISTRATOR = { Name: "AdministratorAccess", Arn: "arn:aws:iam::aws:policy/AdministratorAccess" };
const setArn = (instance: string, id: string) => `arn:aws:sso:::permissionSet/${instance}/${id}`;
const instance = (id: string, store: string) => ({
  InstanceArn: `arn:aws:sso:::instance/${id}`,
  IdentityStoreId: store,
});
const assignment = (account: string, set: string, type: "USER" | "GROUP", principal: string) => ({
  AccountId: account,
  PermissionSetArn: set,
  PrincipalType: type,
  PrincipalId: principal,
});
const center = (id: string, label: string, status: "active" | "suspended" | "unknown", name?: string) => ({
  provider: "aws_identity_center" as const,
  type: "user" as const,
  id,
  label,
  status,
  ...(name === undefined ? {} : { person: { name, email: label } }),
});
const account = (id: string, name: string | null = null) => ({
  provider: "aws" as const,
  type: "aws_account" as const,
  id,
  name,
});
const hop = (id: string, label: string) => ({ kind: "group" as const, id, label });

let product: Product;
beforeAll(async () => {
  product = await createProduct();
});

test("two instances never mix, though both have a user, a group and a permission set of the same id", async () => {
  const user = (IdentityStoreId: string, name: string) => ({
    IdentityStoreId,
    UserId: "u-1",
    UserName: `${name.toLowerCase()}@northwind.example`,
    DisplayName: name,
    UserStatus: "ENABLED",
  });
  const rows = await product.accessOf({
    "aws/organizations/list-accounts.json": { Accounts: [{ Id: "000000000001", Name: "first", State: "SUSPENDED" }] },
    "aws/sso-admin/list-instances.json": { Instances: [instance("ssoins-a", "d-a"), instance("ssoins-b", "d-b")] },
    "aws/sso-admin/describe-permission-set/a.json": {
      PermissionSet: { PermissionSetArn: setArn("ssoins-a", "ps-1"), Name: "AdministratorAccess" },
    },
    "aws/sso-admin/describe-permission-set/b.json": {
      PermissionSet: { PermissionSetArn: setArn("ssoins-b", "ps-1"), Name: "ReadOnlyAccess" },
    },
    "aws/sso-admin/list-account-assignments/a.json": {
      AccountAssignments: [
        assignment("000000000001", setArn("ssoins-a", "ps-1"), "USER", "u-1"),
        assignment("000000000002", setArn("ssoins-b", "ps-1"), "USER", "u-1"),
        assignment("000000000003", setArn("ssoins-b", "ps-1"), "GROUP", "g-1"),
      ],
    },
    "aws/identitystore/list-users.json": { Users: [user("d-a", "Ada"), user("d-b", "Bob")] },
    "aws/identitystore/list-groups.json": {
      Groups: ["d-a", "d-b"].map((IdentityStoreId) => ({
        IdentityStoreId,
        GroupId: "g-1",
        DisplayName: IdentityStoreId,
      })),
    },
    "aws/identitystore/list-group-memberships/all.json": {
      GroupMemberships: ["d-a", "d-b"].map((IdentityStoreId) => ({
        IdentityStoreId,
        GroupId: "g-1",
        MemberId: { UserId: "u-1" },
      })),
    },
  });
  const ada = center("u-1", "ada@northwind.example", "active", "Ada");
  const bob = center("u-1", "bob@northwind.example", "active", "Bob");
  const third = { accessPath: "group" as const, via: [hop("g-1", "d-b")] };
  expect(rows).toEqual([
    row(ada, account("000000000001", "first"), "AdministratorAccess", "admin"),
    row(bob, account("000000000002"), "ReadOnlyAccess", "read"),
    row(bob, account("000000000003"), "ReadOnlyAccess", "read", third),
  ]);
});

test("orphaned assignments stay: of a user as a user, of a group as a group, direct; a set without description by id", async () => {
  const set = setArn("ssoins-a", "ps-9");
  const files: Record<string, Json> = {
    "aws/sso-admin/list-instances.json": [instance("ssoins-a", "d-a")],
    "aws/sso-admin/list-account-assignments/1.json": [
      assignment("000000000001", set, "USER", "gone-user"),
      assignment("000000000001", set, "GROUP", "gone-group"),
      assignment("000000000001", set, "USER", "u-off"),
      assignment("000000000001", set, "USER", "u-silent"),
    ],
    "aws/identitystore/list-users.json": [
      { IdentityStoreId: "d-a", UserId: "u-off", UserName: "off", UserStatus: "DISABLED" },
      { IdentityStoreId: "d-a", UserId: "u-silent", UserName: "silent" },
    ],
    "aws/identitystore/list-groups.json": "",
    "aws/identitystore/list-group-memberships/1.json": "",
  };
  const first = account("000000000001");
  const group = { ...center("gone-group", "gone-group", "unknown"), type: "group" as const };
  expect(await product.accessOf(files)).toEqual([
    row(group, first, "ps-9", "read"),
    row(center("gone-user", "gone-user", "unknown"), first, "ps-9", "read"),
    row(center("u-off", "off", "suspended"), first, "ps-9", "read"),
    row(center("u-silent", "silent", "unknown"), first, "ps-9", "read"),
  ]);
  await product.ingest(files, "--tenant", "doctor");
  const { code, stdout } = await product.run("doctor", "--tenant", "doctor");
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ {2}aws_identity_center {2}ps-9$/m);
  expect(stdout).toMatch(/^ {2}000000000001 {2}ps-9 {2}account:gone-user$/m);
  expect(stdout).toMatch(/^ {2}000000000001 {2}ps-9 {2}group:gone-group$/m);
});

test("doctor names an unknown permission set by name and id", async () => {
  await product.ingest(
    {
      "aws/sso-admin/list-instances.json": [instance("ssoins-a", "d-a")],
      "aws/sso-admin/describe-permission-set/1.json": {
        PermissionSet: { PermissionSetArn: setArn("ssoins-a", "ps-5"), Name: "Oddities" },
      },
      "aws/sso-admin/list-account-assignments/1.json": [
        assignment("000000000001", setArn("ssoins-a", "ps-5"), "USER", "u"),
      ],
    },
    "--tenant",
    "odd",
  );
  const { stdout } = await product.run("doctor", "--tenant", "odd");
  expect(stdout).toMatch(/^ {2}aws_identity_center {2}Oddities \(ps-5\)$/m);
});

test("a permission set counts by its exported policies, whatever its name says; a group whose members nobody lists is a subject", async () => {
  const sets = { "ps-managed": "Anything", "ps-inline": "AdministratorAccess", "ps-name": "PowerUserAccess" };
  const files: Record<string, Json> = {
    "aws/sso-admin/list-instances.json": [instance("ssoins-a", "d-a")],
    "aws/sso-admin/list-managed-policies/ps-managed.json": { AttachedManagedPolicies: [ADMINISTRATOR] },
    "aws/sso-admin/inline-policy/ps-inline.json": {
      InlinePolicy: JSON.stringify({ Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" } }),
    },
    "aws/sso-admin/inline-policy/ps-name.json": { InlinePolicy: "" },
    "aws/sso-admin/list-account-assignments/1.json": Object.keys(sets).map((id) =>
      assignment("000000000001", setArn("ssoins-a", id), "GROUP", "g-1"),
    ),
    "aws/identitystore/list-groups.json": [{ IdentityStoreId: "d-a", GroupId: "g-1", DisplayName: "Ops" }],
  };
  for (const [id, Name] of Object.entries(sets)) {
    files[`aws/sso-admin/describe-permission-set/${id}.json`] = {
      PermissionSet: { PermissionSetArn: setArn("ssoins-a", id), Name },
    };
  }
  const group = { ...center("g-1", "Ops", "unknown"), type: "group" as const };
  const first = account("000000000001");
  const rows = await product.accessOf(files);
  expect(rows.map((given) => ({ ...given, subject: { ...given.subject, status: "unknown" } }))).toEqual([
    row(group, first, "AdministratorAccess", "read"),
    row(group, first, "Anything", "admin"),
    row(group, first, "PowerUserAccess", "write"),
  ]);
});

test("IAM: a row for each policy, direct or by the group, less unconditional denies and the boundary", async () => {
  const iam = "arn:aws:iam::000000000001";
  const allow = (Action: string) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action, Resource: "*" }],
  });
  const deny = (Condition?: Json) => ({
    Statement: { Effect: "Deny", Action: "*", Resource: ["*"], ...(Condition === undefined ? {} : { Condition }) },
  });
  const attached = (Arn: string) => [{ PolicyName: Arn.split("/").at(-1) ?? "", PolicyArn: Arn }];
  const user = (name: string, rest: Record<string, Json>) => ({
    Arn: `${iam}:user/x/${name}`,
    UserName: name,
    UserId: name,
    ...rest,
  });
  const policy = (Arn: string, Document: Json) => ({
    Arn,
    PolicyName: Arn.split("/").at(-1) ?? "",
    PolicyVersionList: [
      { Document: { Statement: [] }, IsDefaultVersion: false },
      { Document, IsDefaultVersion: true },
    ],
  });
  const admin = attached(ADMINISTRATOR.Arn);
  const rows = await product.accessOf({
    "aws/iam/000000000001/get-account-authorization-details.json": {
      UserDetailList: [
        user("plain", { AttachedManagedPolicies: admin }),
        user("grouped", { GroupList: ["admins"] }),
        user("denied", {
          AttachedManagedPolicies: admin,
          UserPolicyList: [{ PolicyName: "no", PolicyDocument: deny() }],
        }),
        user("asked", {
          AttachedManagedPolicies: admin,
          UserPolicyList: [
            { PolicyName: "no", PolicyDocument: deny({ Bool: { "aws:MultiFactorAuthPresent": "false" } }) },
          ],
        }),
        user("bounded", {
          AttachedManagedPolicies: admin,
          PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: `${iam}:policy/bound` },
        }),
        user("encoded", {
          UserPolicyList: [
            { PolicyName: "put", PolicyDocument: encodeURIComponent(JSON.stringify(allow("s3:PutObject"))) },
          ],
        }),
        user("idle", {}),
      ],
      GroupDetailList: [
        { Arn: `${iam}:group/admins`, GroupName: "admins", GroupId: "AGPA", AttachedManagedPolicies: admin },
      ],
      Policies: [policy(ADMINISTRATOR.Arn, allow("*")), policy(`${iam}:policy/bound`, allow("s3:Get*"))],
    },
  });
  const subject = (name: string) => ({
    provider: "aws_iam" as const,
    type: "user" as const,
    id: `${iam}:user/x/${name}`,
    label: name,
    status: "active" as const,
  });
  const first = account("000000000001");
  const byGroup = { accessPath: "group" as const, via: [hop(`${iam}:group/admins`, "admins")] };
  expect(rows).toEqual(
    inOrder([
      row(subject("plain"), first, "AdministratorAccess", "admin"),
      row(subject("grouped"), first, "AdministratorAccess", "admin", byGroup),
      row(subject("denied"), first, "AdministratorAccess", "none"),
      row(subject("denied"), first, "no", "none"),
      row(subject("asked"), first, "AdministratorAccess", "admin"),
      row(subject("asked"), first, "no", "none"),
      row(subject("bounded"), first, "AdministratorAccess", "read"),
      row(subject("encoded"), first, "put", "write"),
    ]),
  );
});
