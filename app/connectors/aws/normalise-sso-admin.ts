import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import { missing, normaliseWith } from "../../model/record.ts";
import type { Normalised } from "../../model/source.ts";
import { readArnName, readInstanceId, readPermissionSetId } from "./arn.ts";
import { readPolicyDocument } from "./policy-document.ts";
import { assignmentWire, attachedPolicyWire, instanceWire, permissionSetWire } from "./wire.ts";

/** `Instances[]` of list-instances. */
export const normaliseInstance = normaliseWith(instanceWire, (instance, record) => {
  if (instance.InstanceArn === null) return missing(record, "InstanceArn");
  if (instance.IdentityStoreId === null) return missing(record, "IdentityStoreId");
  const columns = {
    instance_arn: instance.InstanceArn,
    instance_id: readInstanceId(instance.InstanceArn) ?? readArnName(instance.InstanceArn),
    identity_store_id: instance.IdentityStoreId,
    owner_account_id: instance.OwnerAccountId,
    status: instance.Status,
  };
  return { rows: [{ table: "aws_identity_center_instances", key: [instance.InstanceArn], columns, raw: record }] };
});

const normalisePermissionSetItself = normaliseWith(permissionSetWire, (permissionSet, record) => {
  const arn = permissionSet.PermissionSetArn;
  if (arn === null) return missing(record, "PermissionSetArn");
  const columns = {
    permission_set_arn: arn,
    permission_set_id: readPermissionSetId(arn),
    instance_id: readInstanceId(arn),
    name: permissionSet.Name,
    description: permissionSet.Description,
    session_duration: permissionSet.SessionDuration,
  };
  return { rows: [{ table: "aws_permission_sets", key: [arn], columns, raw: record }] };
});

/** describe-permission-set: `{"PermissionSet": {…}}`, or the object inside alone. */
export function normalisePermissionSet(record: Json): Normalised {
  const wrapped = isJsonObject(record) ? record.PermissionSet : undefined;
  return normalisePermissionSetItself(wrapped ?? record);
}

/**
 * `AttachedManagedPolicies[]` of list-managed-policies-in-permission-set. A reference to a customer's own policy has
 * a name and a path and no ARN: each account has a policy of its own by that name.
 */
export function normaliseManagedPolicyOf(permissionSetId: string): (record: Json) => Normalised {
  return normaliseWith(attachedPolicyWire, (policy, record) => {
    const name = policy.Name ?? (policy.Arn === null ? null : readArnName(policy.Arn));
    if (name === null) return missing(record, "Name");
    const key = [permissionSetId, "managed", policy.Arn ?? `${policy.Path ?? "/"}${name}`];
    const columns = {
      permission_set_id: permissionSetId,
      kind: "managed",
      policy_name: name,
      policy_arn: policy.Arn,
      document: null,
    };
    return { rows: [{ table: "aws_permission_set_policies", key, columns, raw: record }] };
  });
}

/** get-inline-policy-for-permission-set: `{"InlinePolicy": "<json string>"}`; `""` says that there is none. */
export function normaliseInlinePolicyOf(permissionSetId: string): (record: Json) => Normalised {
  return normaliseWith(z.object({}), (_wire, record) => {
    if (!("InlinePolicy" in record) && Object.keys(record).length > 0) return missing(record, "InlinePolicy");
    const read = readPolicyDocument(record.InlinePolicy);
    if ("reject" in read) return read;
    return { rows: read.document === null ? [] : [inlinePolicyRow(permissionSetId, read.document, record)] };
  });
}

function inlinePolicyRow(permissionSetId: string, document: JsonObject, raw: JsonObject) {
  return {
    table: "aws_permission_set_policies" as const,
    key: [permissionSetId, "inline", ""],
    columns: {
      permission_set_id: permissionSetId,
      kind: "inline",
      policy_name: "InlinePolicy",
      policy_arn: null,
      document,
    },
    raw,
  };
}

/**
 * `AccountAssignments[]` of list-account-assignments and of …-for-principal: all four parts of the key come from the
 * row itself, never from what was asked.
 */
export const normaliseAssignment = normaliseWith(assignmentWire, (assignment, record) => {
  const { AccountId, PermissionSetArn, PrincipalId } = assignment;
  const principalType = assignment.PrincipalType?.toUpperCase();
  if (AccountId === null) return missing(record, "AccountId");
  if (PermissionSetArn === null) return missing(record, "PermissionSetArn");
  if (PrincipalId === null) return missing(record, "PrincipalId");
  if (principalType === undefined) return missing(record, "PrincipalType");
  if (principalType !== "USER" && principalType !== "GROUP") {
    return { reject: `"PrincipalType" must be USER or GROUP; given: ${assignment.PrincipalType}` };
  }
  const columns = {
    account_id: AccountId,
    permission_set_arn: PermissionSetArn,
    permission_set_id: readPermissionSetId(PermissionSetArn),
    instance_id: readInstanceId(PermissionSetArn),
    principal_type: principalType,
    principal_id: PrincipalId,
  };
  const key = [AccountId, PermissionSetArn, principalType, PrincipalId];
  return { rows: [{ table: "aws_account_assignments", key, columns, raw: record }] };
});
