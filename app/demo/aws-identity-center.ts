import type { JsonObject } from "../model/json.ts";
import { type AccessGroup, listNestedPeople } from "./access-groups.ts";
import { ACCOUNT_INDEX, type AwsAccount } from "./aws-accounts.ts";
import { type PermissionSetName, permissionSetArn } from "./aws-permission-sets.ts";
import { type BundleFile, createPageFile } from "./bundle-file.ts";
import { CAST_INDEX } from "./cast.ts";
import { IDENTITY_STORE_ID } from "./northwind.ts";
import type { Organisation, Person } from "./people.ts";
import { createRandom, createUuid } from "./random.ts";
import { listAreaMembers, listTeamMembers } from "./structure.ts";
import { workspaceGroupId } from "./workspace.ts";

const ISSUER = "https://scim.aws.com/google-workspace";

type Group = { key: string; name: string; members: () => Iterable<number> };
type Grant = { account: AwsAccount; permissionSet: PermissionSetName; type: "USER" | "GROUP"; principal: string };

function nativeId(seed: number, label: string): string {
  return `${IDENTITY_STORE_ID.slice(2)}-${createUuid(seed, label)}`;
}

/** @returns the GroupId of a provisioned group. */
function identityCenterGroupId(seed: number, key: string): string {
  return nativeId(seed, `identity-center-group/${key}`);
}

/** Files of the scope `aws/identitystore`: users, groups, one file of memberships per group. */
export function* createIdentityStoreFiles(
  organisation: Organisation,
  accessGroups: readonly AccessGroup[],
): Generator<BundleFile> {
  const { seed, personAt } = organisation;
  yield createPageFile("aws/identitystore/list-users.json", {}, "Users", userRows(organisation));
  yield createPageFile("aws/identitystore/list-groups.json", {}, "Groups", groupRows(organisation, accessGroups));
  for (const { key, members } of listGroups(organisation, accessGroups)) {
    const groupId = identityCenterGroupId(seed, key);
    const rows = function* (): Generator<JsonObject> {
      for (const index of members()) {
        const account = personAt(index).identityCenter;
        if (account === null) continue;
        yield {
          IdentityStoreId: IDENTITY_STORE_ID,
          MembershipId: nativeId(seed, `membership/${key}/${index}`),
          GroupId: groupId,
          MemberId: { UserId: account.userId },
        };
      }
    };
    yield createPageFile(`aws/identitystore/list-group-memberships/${groupId}.json`, {}, "GroupMemberships", rows());
  }
}

function* userRows({ people, seed, personAt }: Organisation): Generator<JsonObject> {
  for (let index = 0; index < people; index++) {
    const person = personAt(index);
    if (person.identityCenter !== null) yield userRow(person, person.identityCenter);
  }
  // Made by hand in the console before provisioning was set up: one by a partner's address, one by no address at all.
  const manual = (userName: string, displayName: string, email: string | null): JsonObject => ({
    UserName: userName,
    UserId: nativeId(seed, `identity-center-user/${userName}`),
    Name: { GivenName: displayName.split(" ")[0] ?? "", FamilyName: displayName.split(" ")[1] ?? "" },
    DisplayName: displayName,
    ...(email === null ? {} : { Emails: [{ Value: email, Type: "work", Primary: true }] }),
    IdentityStoreId: IDENTITY_STORE_ID,
    UserStatus: "ENABLED",
  });
  yield manual("audit.partner", "Helga Brandt", "helga.brandt@kestrel-audit.example");
  yield manual("silva.a", "Ana Silva", null);
}

function userRow(person: Person, account: NonNullable<Person["identityCenter"]>): JsonObject {
  return {
    UserName: account.userName,
    UserId: account.userId,
    ...(account.hasExternalId ? { ExternalIds: [{ Issuer: ISSUER, Id: person.workspaceId }] } : {}),
    Name: { Formatted: person.fullName, FamilyName: person.family, GivenName: person.given },
    DisplayName: person.fullName,
    Title: person.title,
    ...(account.hasEmail ? { Emails: [{ Value: person.email, Type: "work", Primary: true }] } : {}),
    IdentityStoreId: IDENTITY_STORE_ID,
    ...(account.status === null ? {} : { UserStatus: account.status }),
  };
}

/** Provisioned groups: areas of every department, teams of the technical ones, and the access groups so marked. */
function* listGroups({ structure }: Organisation, accessGroups: readonly AccessGroup[]): Generator<Group> {
  for (const { key, name, provisioned } of accessGroups) {
    if (provisioned) yield { key, name, members: () => listNestedPeople(accessGroups, key) };
  }
  for (const department of structure.departments) {
    for (const area of department.divisions.flatMap((division) => division.areas)) {
      yield { key: area.slug, name: area.name, members: () => listAreaMembers(area) };
      if (!department.technical) continue;
      for (const team of area.teams) yield { key: team.slug, name: team.name, members: () => listTeamMembers(team) };
    }
  }
}

function* groupRows(organisation: Organisation, accessGroups: readonly AccessGroup[]): Generator<JsonObject> {
  for (const { key, name } of listGroups(organisation, accessGroups)) {
    yield {
      GroupId: identityCenterGroupId(organisation.seed, key),
      DisplayName: key,
      ExternalIds: [{ Issuer: ISSUER, Id: workspaceGroupId(organisation.seed, key) }],
      Description: name,
      IdentityStoreId: IDENTITY_STORE_ID,
    };
  }
}

/** Account assignments of the scope `aws/sso-admin`, one file per account. */
export function* createAssignmentFiles(
  organisation: Organisation,
  accounts: readonly AwsAccount[],
): Generator<BundleFile> {
  const byAccount = new Map<string, Grant[]>(accounts.map((account) => [account.id, []]));
  for (const grant of listGrants(organisation, accounts)) byAccount.get(grant.account.id)?.push(grant);
  for (const [accountId, grants] of byAccount) {
    yield createPageFile(
      `aws/sso-admin/list-account-assignments/${accountId}.json`,
      {},
      "AccountAssignments",
      grants.map(({ permissionSet, type, principal }) => ({
        AccountId: accountId,
        PermissionSetArn: permissionSetArn(organisation.seed, permissionSet),
        PrincipalType: type,
        PrincipalId: principal,
      })),
    );
  }
}

/** Every assignment: a few per area and team, one direct one for every hundred people, and the stories. */
function* listGrants(organisation: Organisation, accounts: readonly AwsAccount[]): Generator<Grant> {
  const { people, seed, structure, personAt } = organisation;
  const workloads = accounts.slice(ACCOUNT_INDEX.firstWorkload);
  const workload = (nth: number) => workloads[nth % workloads.length] as AwsAccount;
  const group = (account: AwsAccount, permissionSet: PermissionSetName, key: string): Grant => ({
    account,
    permissionSet,
    type: "GROUP",
    principal: identityCenterGroupId(seed, key),
  });
  const user = (account: AwsAccount, permissionSet: PermissionSetName, principal: string): Grant => ({
    account,
    permissionSet,
    type: "USER",
    principal,
  });

  const [management, audit, production] = accounts as [AwsAccount, AwsAccount, AwsAccount];
  for (const account of accounts) {
    yield group(account, "SecurityAudit", "security-audit");
    yield group(account, "BreakGlass", "break-glass");
  }
  yield group(production, "AdministratorAccess", "production-admins");
  yield group(management, "Billing", "billing-viewers");
  yield group(production, "DataScientist", "data-workbench");

  for (const { technical, key, divisions } of structure.departments) {
    for (const area of divisions.flatMap((division) => division.areas)) {
      if (!technical) {
        yield group(workload(area.ordinal), "ViewOnlyAccess", area.slug);
        continue;
      }
      const home = area.ordinal * 3;
      yield group(workload(home), key === "data" ? "DataScientist" : "DeveloperAccess", area.slug);
      yield group(workload(home + 1), "ViewOnlyAccess", area.slug);
      for (const [nth, team] of area.teams.entries()) {
        yield group(workload(home), "PowerUserAccess", team.slug);
        if (nth === 0) yield group(workload(home + 2), "ProductionSupport", team.slug);
        if (nth === 1) yield group(workload(home + 2), "ReadOnlyAccess", team.slug);
      }
    }
  }

  const random = createRandom(seed, "direct-assignments");
  for (let nth = 0; nth < Math.ceil(people / 100); nth++) {
    const account = personAt(random.integer(people)).identityCenter;
    const set = random.pick(["ReadOnlyAccess", "ViewOnlyAccess", "NetworkAdministrator"] as const);
    if (account !== null) yield user(workload(random.integer(workloads.length)), set, account.userId);
  }
  const cast = (index: number) => personAt(index).identityCenter?.userId ?? "";
  yield user(production, "PowerUserAccess", cast(CAST_INDEX.tomasFerreira));
  yield user(workload(0), "AdministratorAccess", cast(CAST_INDEX.chiaraConti));
  yield user(audit, "ReadOnlyAccess", nativeId(seed, "identity-center-user/audit.partner"));
  yield user(workload(1), "ReadOnlyAccess", nativeId(seed, "identity-center-user/silva.a"));
  // The user and the group were deleted; their assignments were not.
  yield user(production, "ReadOnlyAccess", nativeId(seed, "deleted-user"));
  yield group(workload(2), "PowerUserAccess", "deleted-group");
}
