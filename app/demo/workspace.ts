import type { JsonObject } from "../model/json.ts";
import { type AccessGroup, type AccessGroupMember, groupEmail } from "./access-groups.ts";
import { type BundleFile, createObjectFile, createPageFile } from "./bundle-file.ts";
import { CAST_INDEX } from "./cast.ts";
import { ALIAS_DOMAIN, CUSTOMER_ID, DOMAIN, timeBefore } from "./northwind.ts";
import type { Organisation, Person } from "./people.ts";
import { BASE36, createRandom, DIGITS } from "./random.ts";
import type { Area, Department, Division } from "./structure.ts";

type Role = "OWNER" | "MANAGER" | "MEMBER";
type Group = { key: string; name: string; description: string; members: () => Generator<JsonObject> };

const NEVER = "1970-01-01T00:00:00.000Z";

/** @returns the directory's id of a group, e.g. `02x8tuzt3kq1b2c`. */
export function workspaceGroupId(seed: number, key: string): string {
  return `0${createRandom(seed, `workspace-group/${key}`).text(14, BASE36)}`;
}

/** Files of the scope `google-workspace`: users, groups and one file of members per group. */
export function* createWorkspaceFiles(
  organisation: Organisation,
  accessGroups: readonly AccessGroup[],
): Generator<BundleFile> {
  const head = (kind: string): JsonObject => ({
    kind: `admin#directory#${kind}`,
    etag: `"${createRandom(organisation.seed, `etag/${kind}`).text(27, BASE36)}"`,
  });
  yield createPageFile("google-workspace/users.json", head("users"), "users", userRows(organisation));
  yield createPageFile("google-workspace/groups.json", head("groups"), "groups", groupRows(organisation, accessGroups));
  for (const group of listGroups(organisation, accessGroups)) {
    const path = `google-workspace/members/${groupEmail(group.key)}.json`;
    // Google leaves the list out of a page without entries.
    const empty = group.members().next().done === true;
    yield empty
      ? createObjectFile(path, head("members"))
      : createPageFile(path, head("members"), "members", group.members());
  }
}

function* userRows(organisation: Organisation): Generator<JsonObject> {
  for (let index = 0; index < organisation.people; index++)
    yield userRow(organisation.seed, organisation.personAt(index));
}

function userRow(seed: number, person: Person): JsonObject {
  const random = createRandom(seed, `workspace-user/${person.index}`);
  const aliases = random.chance(0.12) ? [`${person.local}@${ALIAS_DOMAIN}`] : [];
  const age = 30 + random.next() * 2500;
  const never = random.chance(0.03);
  const quiet = person.suspended || person.archived ? 35 + random.next() * 400 : random.next() ** 3 * 40;
  const enrolled = random.chance(0.95);
  const superAdmin = person.index === CAST_INDEX.yukiTanaka;
  const { email, local, given, family, fullName } = person;
  return {
    kind: "admin#directory#user",
    id: person.workspaceId,
    etag: `"${random.text(27, BASE36)}"`,
    primaryEmail: email,
    name: { givenName: given, familyName: family, fullName },
    isAdmin: superAdmin,
    isDelegatedAdmin: person.index === CAST_INDEX.kofiMensah,
    lastLoginTime: never && !superAdmin ? NEVER : timeBefore(Math.min(quiet, age)),
    creationTime: timeBefore(age),
    agreedToTerms: !never,
    suspended: person.suspended,
    ...(person.suspended ? { suspensionReason: random.chance(0.9) ? "ADMIN" : "WEB_LOGIN_REQUIRED" } : {}),
    archived: person.archived,
    changePasswordAtNextLogin: false,
    ipWhitelisted: false,
    emails: [
      { address: email, primary: true },
      ...aliases.map((address) => ({ address })),
      { address: `${local}@${DOMAIN}.test-google-a.com` },
      ...(random.chance(0.1) ? [{ address: `${local.replace(".", "")}@mail.example`, type: "home" }] : []),
    ],
    ...(person.managerEmail === null ? {} : { relations: [{ value: person.managerEmail, type: "manager" }] }),
    externalIds: [{ value: `NW-${String(person.index + 1).padStart(6, "0")}`, type: "organization" }],
    organizations: [{ title: person.title, primary: true, customType: "", department: person.departmentName }],
    ...(aliases.length === 0 ? {} : { aliases }),
    nonEditableAliases: [`${local}@${DOMAIN}.test-google-a.com`],
    customerId: CUSTOMER_ID,
    orgUnitPath: person.orgUnitPath,
    isMailboxSetup: true,
    isEnrolledIn2Sv: enrolled,
    isEnforcedIn2Sv: enrolled && random.chance(0.97),
    includeInGlobalAddressList: true,
  };
}

function* groupRows(organisation: Organisation, accessGroups: readonly AccessGroup[]): Generator<JsonObject> {
  for (const { key, name, description, members } of listGroups(organisation, accessGroups)) {
    let count = 0;
    for (const _ of members()) count++;
    yield {
      kind: "admin#directory#group",
      id: workspaceGroupId(organisation.seed, key),
      etag: `"${createRandom(organisation.seed, `group-etag/${key}`).text(27, BASE36)}"`,
      email: groupEmail(key),
      name,
      directMembersCount: String(count),
      description,
      adminCreated: true,
      ...(createRandom(organisation.seed, `group-alias/${key}`).chance(0.04)
        ? { aliases: [`${key}@${ALIAS_DOMAIN}`] }
        : {}),
      nonEditableAliases: [`${key}@${DOMAIN}.test-google-a.com`],
    };
  }
}

/** Every group: access groups, then technology ⊃ department ⊃ division ⊃ area ⊃ team. */
function* listGroups(organisation: Organisation, accessGroups: readonly AccessGroup[]): Generator<Group> {
  const { seed, structure, personAt } = organisation;
  const groupMember = (key: string): JsonObject =>
    memberRow(workspaceGroupId(seed, key), groupEmail(key), "MEMBER", "GROUP");
  const personMember = (index: number, role: Role): JsonObject => {
    const { workspaceId, email } = personAt(index);
    return memberRow(workspaceId, email, role, "USER");
  };

  function accessMember(member: AccessGroupMember): JsonObject {
    switch (member.kind) {
      case "person":
        return personMember(member.index, member.role);
      case "group":
        return groupMember(member.key);
      case "customer":
        return { kind: "admin#directory#member", id: member.id, role: "MEMBER", type: "CUSTOMER", status: "ACTIVE" };
      case "external": {
        const id = `1${createRandom(seed, `external/${member.email}`).text(20, DIGITS)}`;
        return { kind: "admin#directory#member", id, email: member.email, role: "MEMBER", type: "USER" };
      }
    }
  }

  function* unit(lead: number, leadRole: Role, keys: readonly string[]): Generator<JsonObject> {
    yield personMember(lead, leadRole);
    for (const key of keys) yield groupMember(key);
  }

  for (const { key, name, description, members } of accessGroups) {
    yield {
      key,
      name,
      description,
      members: function* () {
        for (const member of members) yield accessMember(member);
      },
    };
  }
  const technical = structure.departments.filter((department) => department.technical).map(departmentKey);
  yield {
    key: "technology",
    name: "Technology",
    description: "All technical departments",
    members: () => unit(CAST_INDEX.kofiMensah, "OWNER", technical),
  };
  for (const department of structure.departments) {
    const { divisions, name, start } = department;
    const children = divisions.flatMap(divisionKey(department));
    yield {
      key: departmentKey(department),
      name,
      description: `Department ${name}`,
      members: () => unit(start, "OWNER", children),
    };
    for (const division of divisions) {
      if (hasDivisionGroup(department)) {
        const keys = division.areas.map((area) => area.slug);
        yield {
          key: division.slug,
          name: division.name,
          description: `Division ${division.name}`,
          members: () => unit(division.start, "OWNER", keys),
        };
      }
      for (const area of division.areas) yield* listAreaGroups(area, personMember, unit);
    }
  }
}

function* listAreaGroups(
  area: Area,
  personMember: (index: number, role: Role) => JsonObject,
  unit: (lead: number, leadRole: Role, keys: readonly string[]) => Generator<JsonObject>,
): Generator<Group> {
  yield {
    key: area.slug,
    name: area.name,
    description: `Area ${area.name}`,
    members: function* () {
      const teams = area.teams.map((team) => team.slug);
      yield* unit(area.start, "OWNER", teams);
      for (let index = area.directStart; index < area.end; index++) yield personMember(index, "MEMBER");
    },
  };
  for (const team of area.teams) {
    yield {
      key: team.slug,
      name: team.name,
      description: `Team ${team.name}`,
      members: function* () {
        for (let index = team.start; index < team.end; index++) {
          yield personMember(index, index === team.start ? "MANAGER" : "MEMBER");
        }
        for (const index of team.cast) yield personMember(index, "MEMBER");
      },
    };
  }
}

function departmentKey(department: Department): string {
  return `dept-${department.key}`;
}

/** A department that is not technical and has one division keeps its areas right below itself. */
function hasDivisionGroup(department: Department): boolean {
  return department.technical || department.divisions.length > 1;
}

function divisionKey(department: Department): (division: Division) => string[] {
  return (division) => (hasDivisionGroup(department) ? [division.slug] : division.areas.map((area) => area.slug));
}

function memberRow(id: string, email: string, role: Role, type: "USER" | "GROUP"): JsonObject {
  return { kind: "admin#directory#member", id, email, role, type, status: "ACTIVE" };
}
