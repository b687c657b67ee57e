import { expect, test } from "vitest";
import {
  normaliseAssignment,
  normaliseInlinePolicyOf,
  normaliseInstance,
  normaliseManagedPolicyOf,
  normalisePermissionSet,
} from "./normalise-sso-admin.ts";

const PERMISSION_SET = "arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-fedcba9876543210";

test("an instance is known by the ssoins part of its ARN", () => {
  const InstanceArn = "arn:aws:sso:::instance/ssoins-0123456789abcdef";
  expect(normaliseInstance({ InstanceArn, IdentityStoreId: "d-1234567890", OwnerAccountId: 1234567890 })).toMatchObject(
    { rows: [{ columns: { instance_id: "ssoins-0123456789abcdef", owner_account_id: "001234567890", status: null } }] },
  );
  expect(normaliseInstance({ InstanceArn })).toEqual({ reject: 'no "IdentityStoreId"; keys given: InstanceArn' });
});

test("a permission set is read inside its wrapper and bare, with the ids of its ARN", () => {
  const bare = { PermissionSetArn: PERMISSION_SET, Name: "Admins", SessionDuration: "PT12H" };
  const row = {
    table: "aws_permission_sets",
    key: [PERMISSION_SET],
    columns: { permission_set_id: "ps-fedcba9876543210", instance_id: "ssoins-0123456789abcdef", name: "Admins" },
    raw: bare,
  };
  expect(normalisePermissionSet({ PermissionSet: bare })).toMatchObject({ rows: [row] });
  expect(normalisePermissionSet(bare)).toMatchObject({ rows: [row] });
  expect(normalisePermissionSet({ PermissionSet: {} })).toEqual({ reject: 'no "PermissionSetArn"; keys given: none' });
});

test("a customer-managed policy has a name and a path and no ARN", () => {
  const normalise = normaliseManagedPolicyOf("ps-1");
  expect(normalise({ Name: "Audit", Arn: "arn:aws:iam::aws:policy/job-function/Audit" })).toMatchObject({
    rows: [{ key: ["ps-1", "managed", "arn:aws:iam::aws:policy/job-function/Audit"], columns: { kind: "managed" } }],
  });
  expect(normalise({ Name: "Own", Path: "/team/" })).toMatchObject({
    rows: [{ key: ["ps-1", "managed", "/team/Own"], columns: { policy_name: "Own", policy_arn: null } }],
  });
});

test("an inline policy is a JSON string, and an empty one says that there is none", () => {
  const normalise = normaliseInlinePolicyOf("ps-1");
  expect(normalise({ InlinePolicy: '{"Statement":[]}' })).toMatchObject({
    rows: [{ key: ["ps-1", "inline", ""], columns: { kind: "inline", document: { Statement: [] } } }],
  });
  expect(normalise({ InlinePolicy: "" })).toEqual({ rows: [] });
  expect(normalise({})).toEqual({ rows: [] });
});

test("an inline policy that is no JSON is rejected, not taken for none", () => {
  const normalise = normaliseInlinePolicyOf("ps-1");
  expect(normalise({ InlinePolicy: "{oops" })).toMatchObject({ reject: expect.stringContaining("{oops") });
  expect(normalise({ Error: "AccessDenied" })).toEqual({ reject: 'no "InlinePolicy"; keys given: Error' });
});

test("an assignment is keyed by account, permission set, principal type and principal of the row itself", () => {
  const assignment = { AccountId: "001234567890", PermissionSetArn: PERMISSION_SET, PrincipalId: "u-1" };
  expect(normaliseAssignment({ ...assignment, PrincipalType: "USER" })).toMatchObject({
    rows: [
      {
        key: ["001234567890", PERMISSION_SET, "USER", "u-1"],
        columns: { permission_set_id: "ps-fedcba9876543210", principal_type: "USER" },
      },
    ],
  });
  expect(normaliseAssignment({ ...assignment, PrincipalType: "ROLE" })).toEqual({
    reject: '"PrincipalType" must be USER or GROUP; given: ROLE',
  });
  expect(normaliseAssignment(assignment)).toMatchObject({ reject: expect.stringContaining('no "PrincipalType"') });
});
