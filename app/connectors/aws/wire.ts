import { z } from "zod";
import type { Json } from "../../model/json.ts";
import { listOf, text } from "../../model/record.ts";
import { time } from "../../model/time.ts";

/** Shapes as botocore's models give them; tolerant: every key may be missing or of another type. */

const flag = z
  .union([z.boolean(), z.stringbool({ truthy: ["true"], falsy: ["false"] })])
  .nullable()
  .catch(null);

/** Twelve digits as text; a number has lost its leading zeros. */
const accountId = z.union([
  z
    .int()
    .nonnegative()
    .transform((number) => String(number).padStart(12, "0")),
  text,
]);

export const accountWire = z.object({
  Id: accountId,
  Arn: text,
  Email: text,
  Name: text,
  State: text,
  Status: text,
  Paths: listOf(text),
  JoinedTimestamp: time,
});

export const organizationalUnitWire = z.object({ Id: text, Arn: text, Name: text });

export const parentWire = z.object({ Id: text, Type: text });

export const instanceWire = z.object({
  InstanceArn: text,
  IdentityStoreId: text,
  OwnerAccountId: accountId,
  Status: text,
});

export const permissionSetWire = z.object({
  PermissionSetArn: text,
  Name: text,
  Description: text,
  SessionDuration: text,
});

/** AttachedManagedPolicies have Name and Arn; CustomerManagedPolicyReferences have Name and Path. */
export const attachedPolicyWire = z.object({ Name: text, Arn: text, Path: text });

export const assignmentWire = z.object({
  AccountId: accountId,
  PermissionSetArn: text,
  PrincipalType: text,
  PrincipalId: text,
});

export const identityStoreUserWire = z.object({
  IdentityStoreId: text,
  UserId: text,
  UserName: text,
  DisplayName: text,
  Emails: listOf(z.object({ Value: text, Primary: flag })),
  ExternalIds: listOf(z.object({ Id: text })),
  UserStatus: text,
});

export const identityStoreGroupWire = z.object({ IdentityStoreId: text, GroupId: text, DisplayName: text });

/** MemberId is a union of which only UserId exists: groups of Identity Center do not nest. */
export const identityStoreMembershipWire = z.object({
  IdentityStoreId: text,
  GroupId: text,
  MembershipId: text,
  MemberId: z.object({ UserId: text }).catch({ UserId: null }),
});

export const iamUserWire = z.object({
  Arn: text,
  UserId: text,
  UserName: text,
  CreateDate: time,
  GroupList: listOf(text),
  PermissionsBoundary: z.object({ PermissionsBoundaryArn: text }).catch({ PermissionsBoundaryArn: null }),
  Tags: listOf(z.object({ Key: text, Value: text })),
});

export const iamGroupWire = z.object({ Arn: text, GroupId: text, GroupName: text });

export const iamRoleWire = z.object({ Arn: text, RoleId: text, RoleName: text });

export const iamPolicyWire = z.object({
  Arn: text,
  PolicyName: text,
  DefaultVersionId: text,
  PolicyVersionList: listOf(
    z.object({ VersionId: text, IsDefaultVersion: flag, Document: z.custom<Json>().optional() }),
  ),
});

/** What the report writes where it has no value; `not_supported` stands in the row of `<root_account>`. */
const REPORT_BLANKS = new Set(["N/A", "no_information", "not_supported"]);
function reported<Value>(value: z.ZodType<Value>): z.ZodType<Value> {
  return z.preprocess((given) => (typeof given === "string" && REPORT_BLANKS.has(given) ? null : given), value);
}

export const credentialReportWire = z.object({
  arn: reported(text),
  user: reported(text),
  password_enabled: reported(flag),
  password_last_used: reported(time),
  mfa_active: reported(flag),
  access_key_1_active: reported(flag),
  access_key_1_last_rotated: reported(time),
  access_key_2_active: reported(flag),
  access_key_2_last_rotated: reported(time),
});
