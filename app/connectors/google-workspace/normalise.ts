import type { Json } from "../../model/json.ts";
import { normaliseEmail } from "../../model/mail.ts";
import { missing, normaliseWith } from "../../model/record.ts";
import type { Normalised } from "../../model/source.ts";
import { groupWire, memberWire, userWire } from "./wire.ts";

const MEMBER_TYPES = new Set(["USER", "GROUP", "CUSTOMER", "EXTERNAL"]);
const ROLES_HIGHEST_FIRST = ["OWNER", "MANAGER", "MEMBER"];

/** `users[]` of users.list. `emails[]` is what users wrote themselves: no evidence, so it stays in the raw record. */
export const normaliseUser = normaliseWith(userWire, (user, record) => {
  if (user.id === null) return missing(record, "id");
  const manager = user.relations.find((relation) => relation.type?.toLowerCase() === "manager");
  const columns = {
    user_id: user.id,
    primary_email: user.primaryEmail?.trim() ?? null,
    full_name: user.name.fullName,
    aliases: foldAddresses([...user.aliases, ...user.nonEditableAliases]),
    customer_id: user.customerId,
    suspended: user.suspended,
    archived: user.archived,
    is_admin: user.isAdmin,
    is_enrolled_in_2sv: user.isEnrolledIn2Sv,
    last_login_at: user.lastLoginTime,
    org_unit_path: user.orgUnitPath,
    manager_email: normaliseEmail(manager?.value),
  };
  return { rows: [{ table: "google_workspace_users", key: [user.id], columns, raw: record }] };
});

/**
 * `groups[]` of groups.list, or a group of Cloud Identity. A groupKey that is no e-mail (a group of an external
 * identity source) is another name of the group, never its address.
 */
export const normaliseGroup = normaliseWith(groupWire, (group, record) => {
  const resourceName = group.name !== null && /^groups\/[^/]+$/.test(group.name) ? group.name : null;
  const groupId = group.id ?? resourceName?.slice("groups/".length) ?? null;
  if (groupId === null) return missing(record, "id");
  const keyEmail = normaliseEmail(group.groupKey.id) === null ? null : group.groupKey.id;
  const otherKeys = [keyEmail === null ? group.groupKey : { id: null }, ...group.additionalGroupKeys];
  const columns = {
    group_id: groupId,
    email: (group.email ?? keyEmail)?.trim() ?? null,
    name: group.displayName ?? (group.name === resourceName ? null : group.name),
    aliases: foldAddresses([
      ...group.aliases,
      ...group.nonEditableAliases,
      ...otherKeys.map((key) => key.id).filter((key) => key !== null),
    ]),
    direct_members_count: group.directMembersCount,
  };
  return { rows: [{ table: "google_workspace_groups", key: [groupId], columns, raw: record }] };
});

/**
 * `members[]` of members.list, or `memberships[]` of Cloud Identity.
 * @param groupKey the group's id, e-mail or alias in lower case: it stands only in the file's name.
 */
export function normaliseMemberOf(groupKey: string): (record: Json) => Normalised {
  return normaliseWith(memberWire, (member, record) => {
    const memberKey = member.preferredMemberKey.id ?? member.memberKey.id;
    const keyIsEmail = normaliseEmail(memberKey) !== null;
    const email = (member.email ?? (keyIsEmail ? memberKey : null))?.trim().toLowerCase() ?? null;
    const memberId = member.id ?? (keyIsEmail ? null : memberKey);
    const identity = email ?? memberId;
    if (identity === null) return { reject: `neither an id nor an e-mail; ${missing(record, "id").reject}` };
    const roleNames = member.roles.map((role) => role.name);
    const columns = {
      group_key: groupKey,
      member_id: memberId,
      member_email: email,
      member_type: readMemberType(member.type),
      member_role: member.role ?? ROLES_HIGHEST_FIRST.find((role) => roleNames.includes(role)) ?? null,
      member_status: member.status,
    };
    return { rows: [{ table: "google_workspace_memberships", key: [groupKey, identity], columns, raw: record }] };
  });
}

/** Cloud Identity tells a service account from a user; its e-mail does so too, and for every source. */
function readMemberType(given: string | null): string {
  const type = given?.toUpperCase() ?? "UNKNOWN";
  if (type === "SERVICE_ACCOUNT") return "USER";
  return MEMBER_TYPES.has(type) ? type : "UNKNOWN";
}

function foldAddresses(addresses: readonly string[]): string[] {
  return [...new Set(addresses.map((address) => address.trim().toLowerCase()))];
}
