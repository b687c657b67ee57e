import { isJsonObject, type Json } from "../../model/json.ts";
import { normaliseEmail } from "../../model/mail.ts";
import { missing, normaliseWith } from "../../model/record.ts";
import type { Normalised } from "../../model/source.ts";
import { readAccountId, readArnName } from "./arn.ts";
import { readPolicyDocument } from "./policy-document.ts";
import { credentialReportWire, iamGroupWire, iamPolicyWire, iamRoleWire, iamUserWire } from "./wire.ts";

/** The lists of get-account-authorization-details; a list that would be empty may be missing. */
export const AUTHORIZATION_LISTS = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"] as const;

/**
 * One record of get-account-authorization-details.
 * @param folder the account that the folder names; an ARN that names an account is trusted more.
 * @returns a function that tells the kind of a record by its list, or by its own keys where there is no list.
 */
export function normaliseAuthorizationDetailOf(folder: string): (record: Json, listKey: string | null) => Normalised {
  const byList = {
    UserDetailList: normaliseUserOf(folder),
    GroupDetailList: normaliseGroupOf(folder),
    RoleDetailList: normaliseRoleOf(folder),
    Policies: normalisePolicyOf(folder),
  };
  return (record, listKey) => {
    const list = AUTHORIZATION_LISTS.find((key) => key === listKey) ?? tellList(record);
    if (list !== null) return byList[list](record);
    return { reject: `neither user, group, role nor policy; given: ${JSON.stringify(record).slice(0, 200)}` };
  };
}

function tellList(record: Json): (typeof AUTHORIZATION_LISTS)[number] | null {
  if (!isJsonObject(record)) return null;
  if ("UserName" in record && "UserId" in record) return "UserDetailList";
  if ("GroupName" in record) return "GroupDetailList";
  if ("RoleName" in record) return "RoleDetailList";
  if ("PolicyName" in record && ("Arn" in record || "PolicyVersionList" in record)) return "Policies";
  return null;
}

function normaliseUserOf(folder: string) {
  return normaliseWith(iamUserWire, (user, record) => {
    if (user.Arn === null) return missing(record, "Arn");
    const emailTag = user.Tags.find((tag) => tag.Key?.trim().toLowerCase() === "email");
    const columns = {
      account_id: readAccountId(user.Arn) ?? folder,
      arn: user.Arn,
      user_id: user.UserId,
      user_name: user.UserName ?? readArnName(user.Arn),
      email_tag: normaliseEmail(emailTag?.Value),
      group_names: user.GroupList,
      permissions_boundary_arn: user.PermissionsBoundary.PermissionsBoundaryArn,
      created_on: user.CreateDate,
    };
    return { rows: [{ table: "aws_iam_users", key: [user.Arn], columns, raw: record }] };
  });
}

function normaliseGroupOf(folder: string) {
  return normaliseWith(iamGroupWire, (group, record) => {
    if (group.Arn === null) return missing(record, "Arn");
    const columns = {
      account_id: readAccountId(group.Arn) ?? folder,
      arn: group.Arn,
      group_id: group.GroupId,
      group_name: group.GroupName ?? readArnName(group.Arn),
    };
    return { rows: [{ table: "aws_iam_groups", key: [group.Arn], columns, raw: record }] };
  });
}

function normaliseRoleOf(folder: string) {
  return normaliseWith(iamRoleWire, (role, record) => {
    if (role.Arn === null) return missing(record, "Arn");
    const columns = {
      account_id: readAccountId(role.Arn) ?? folder,
      arn: role.Arn,
      role_id: role.RoleId,
      role_name: role.RoleName ?? readArnName(role.Arn),
    };
    return { rows: [{ table: "aws_iam_roles", key: [role.Arn], columns, raw: record }] };
  });
}

function normalisePolicyOf(folder: string) {
  return normaliseWith(iamPolicyWire, (policy, record) => {
    if (policy.Arn === null) return missing(record, "Arn");
    const versions = policy.PolicyVersionList;
    const version =
      versions.find((candidate) => candidate.IsDefaultVersion === true) ??
      versions.find((candidate) => candidate.VersionId !== null && candidate.VersionId === policy.DefaultVersionId) ??
      versions[0];
    const read = readPolicyDocument(version?.Document);
    if ("reject" in read) return read;
    const columns = {
      account_id: readAccountId(policy.Arn) ?? folder,
      arn: policy.Arn,
      policy_name: policy.PolicyName ?? readArnName(policy.Arn),
      document: read.document,
    };
    return { rows: [{ table: "aws_iam_policies", key: [policy.Arn], columns, raw: record }] };
  });
}

/** One row of the credential report: the only export that knows second factors, passwords and keys. */
export function normaliseCredentialReportOf(folder: string): (record: Json) => Normalised {
  return normaliseWith(credentialReportWire, ({ arn, user, ...credentials }, record) => {
    if (arn === null) return missing(record, "arn");
    const columns = {
      account_id: readAccountId(arn) ?? folder,
      arn,
      user_name: user ?? readArnName(arn),
      ...credentials,
    };
    return { rows: [{ table: "aws_iam_credential_reports", key: [arn], columns, raw: record }] };
  });
}
