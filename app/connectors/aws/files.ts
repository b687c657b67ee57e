import type { Connector, SourceFile } from "../../model/source.ts";
import { AUTHORIZATION_LISTS, normaliseAuthorizationDetailOf, normaliseCredentialReportOf } from "./normalise-iam.ts";
import {
  normaliseIdentityStoreGroup,
  normaliseIdentityStoreMembership,
  normaliseIdentityStoreUser,
} from "./normalise-identitystore.ts";
import { normaliseAccount, normaliseOrganizationalUnit, normaliseParentOf } from "./normalise-organizations.ts";
import {
  normaliseAssignment,
  normaliseInlinePolicyOf,
  normaliseInstance,
  normaliseManagedPolicyOf,
  normalisePermissionSet,
} from "./normalise-sso-admin.ts";

const ENTITIES = 0;
const ATTACHMENTS = 1;
const RELATIONS = 2;

/** What the files under `aws/` hold, see docs/bundle.md; made of the output of the AWS CLI. */
export const awsConnector: Connector = {
  describeFile(path) {
    const [, service, rest] = /^aws\/(organizations|sso-admin|identitystore|iam)\/(.+)$/s.exec(path) ?? [];
    if (service === undefined || rest === undefined) return null;
    const scope = `aws/${service}`;
    if (service === "organizations") return describeOrganizationsFile(scope, rest);
    if (service === "sso-admin") return describeSsoAdminFile(scope, rest);
    if (service === "identitystore") return describeIdentityStoreFile(scope, rest);
    return describeIamFile(rest);
  },
};

function describeOrganizationsFile(scope: string, rest: string): SourceFile | null {
  if (rest === "list-accounts.json") return json(scope, ENTITIES, ["Accounts"], normaliseAccount);
  if (rest === "list-organizational-units.json") {
    return json(scope, ENTITIES, ["OrganizationalUnits"], normaliseOrganizationalUnit);
  }
  const childId = fileIn("list-parents", rest);
  return childId === null ? null : json(scope, RELATIONS, ["Parents"], normaliseParentOf(childId));
}

function describeSsoAdminFile(scope: string, rest: string): SourceFile | null {
  if (rest === "list-instances.json") return json(scope, ENTITIES, ["Instances"], normaliseInstance);
  if (fileIn("describe-permission-set", rest) !== null) return json(scope, ENTITIES, [], normalisePermissionSet);
  const managedBy = fileIn("list-managed-policies", rest);
  if (managedBy !== null) {
    const listKeys = ["AttachedManagedPolicies", "CustomerManagedPolicyReferences"];
    return json(scope, ATTACHMENTS, listKeys, normaliseManagedPolicyOf(managedBy));
  }
  const inlineOf = fileIn("inline-policy", rest);
  if (inlineOf !== null) return json(scope, ATTACHMENTS, [], normaliseInlinePolicyOf(inlineOf));
  if (fileIn("list-account-assignments", rest) === null) return null;
  return json(scope, RELATIONS, ["AccountAssignments"], normaliseAssignment);
}

function describeIdentityStoreFile(scope: string, rest: string): SourceFile | null {
  if (rest === "list-users.json") return json(scope, ENTITIES, ["Users"], normaliseIdentityStoreUser);
  if (rest === "list-groups.json") return json(scope, ENTITIES, ["Groups"], normaliseIdentityStoreGroup);
  if (fileIn("list-group-memberships", rest) === null) return null;
  const listed = { listing: "identity_center_memberships", listing_key: "*" };
  return {
    ...json(scope, RELATIONS, ["GroupMemberships"], normaliseIdentityStoreMembership),
    // Which group a file is about stands in its rows, so an empty file says nothing of one: one mark for all.
    fileRows: [{ table: "collected_listings", key: [listed.listing, "*"], columns: listed, raw: listed }],
  };
}

function describeIamFile(rest: string): SourceFile | null {
  const [, account, name] = /^([^/]+)\/(.+)$/.exec(rest) ?? [];
  if (account === undefined) return null;
  const scope = `aws/iam/${account}`;
  if (name === "get-account-authorization-details.json") {
    return json(scope, ENTITIES, AUTHORIZATION_LISTS, normaliseAuthorizationDetailOf(account));
  }
  if (name !== "credential-report.csv") return null;
  return { ...json(scope, ATTACHMENTS, [], normaliseCredentialReportOf(account)), format: "csv" };
}

function json(
  scope: string,
  rank: number,
  listKeys: readonly string[],
  normalise: SourceFile["normalise"],
): SourceFile {
  return { scope, rank, format: "json", listKeys, normalise, fileRows: [] };
}

/** @returns the name, without `.json`, of a file right inside the folder, as it is; null for every other path. */
function fileIn(folder: string, path: string): string | null {
  const name = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : "";
  return name.endsWith(".json") && name !== ".json" && !name.includes("/") ? name.slice(0, -".json".length) : null;
}
