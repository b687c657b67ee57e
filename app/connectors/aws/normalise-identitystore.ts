import { normaliseEmail } from "../../model/mail.ts";
import { missing, normaliseWith } from "../../model/record.ts";
import { identityStoreGroupWire, identityStoreMembershipWire, identityStoreUserWire } from "./wire.ts";

/** `Users[]` of list-users. `UserStatus` is missing in older outputs: null, which is not ENABLED. */
export const normaliseIdentityStoreUser = normaliseWith(identityStoreUserWire, (user, record) => {
  if (user.UserId === null) return missing(record, "UserId");
  const storeId = user.IdentityStoreId ?? "";
  const given = user.Emails.filter((email) => email.Value !== null);
  const primary = given.find((email) => email.Primary) ?? given[0];
  const emails = given.map((email) => normaliseEmail(email.Value)).filter((email) => email !== null);
  const columns = {
    identity_store_id: storeId,
    user_id: user.UserId,
    user_name: user.UserName,
    display_name: user.DisplayName,
    emails: [...new Set(emails)],
    primary_email: primary?.Value?.trim() ?? null,
    external_ids: user.ExternalIds.map((external) => external.Id).filter((id) => id !== null),
    user_status: user.UserStatus,
  };
  return { rows: [{ table: "aws_identity_center_users", key: [storeId, user.UserId], columns, raw: record }] };
});

/** `Groups[]` of list-groups. */
export const normaliseIdentityStoreGroup = normaliseWith(identityStoreGroupWire, (group, record) => {
  if (group.GroupId === null) return missing(record, "GroupId");
  const storeId = group.IdentityStoreId ?? "";
  const columns = { identity_store_id: storeId, group_id: group.GroupId, display_name: group.DisplayName };
  return { rows: [{ table: "aws_identity_center_groups", key: [storeId, group.GroupId], columns, raw: record }] };
});

/** `GroupMemberships[]` of list-group-memberships: the group stands in each row, whatever the file is called. */
export const normaliseIdentityStoreMembership = normaliseWith(identityStoreMembershipWire, (membership, record) => {
  const { GroupId } = membership;
  const userId = membership.MemberId.UserId;
  if (GroupId === null) return missing(record, "GroupId");
  if (userId === null) {
    return "MemberId" in record
      ? { reject: `"MemberId" must hold a "UserId"; given: ${JSON.stringify(record.MemberId).slice(0, 200)}` }
      : missing(record, "MemberId");
  }
  const storeId = membership.IdentityStoreId ?? "";
  const columns = {
    identity_store_id: storeId,
    group_id: GroupId,
    member_user_id: userId,
    membership_id: membership.MembershipId,
  };
  const key = [storeId, GroupId, userId];
  return { rows: [{ table: "aws_identity_center_memberships", key, columns, raw: record }] };
});
