import type { Hop, SubjectStatus } from "../model/access.ts";
import { smallestUtf8 } from "../model/utf8-order.ts";
import { awsAccountResource } from "./expand-aws.ts";
import {
  type AccessDraft,
  type AccessFacts,
  type AccessPrivileges,
  type Account,
  createAccount,
  requiredTextOf,
  rowsOf,
  type SourceFact,
  textOf,
} from "./expand-facts.ts";

const STATUS = new Map<string | null, SubjectStatus>([
  ["ENABLED", "active"],
  ["DISABLED", "suspended"],
]);

/** Effective access by account assignments; docs/effective-access.md, "AWS Identity Center". */
export function expandIdentityCenter(facts: AccessFacts, privileges: AccessPrivileges): AccessDraft[] {
  const directory = createIdentityStores(facts);
  return rowsOf(facts, "aws_account_assignments").flatMap((assignment) => {
    const principalId = requiredTextOf(assignment, "principal_id");
    const toGroup = textOf(assignment, "principal_type") === "GROUP";
    const store = directory.storeOf(assignment);
    const holders = toGroup
      ? directory.holdersOfGroup(store, principalId)
      : [{ account: directory.accountOf(store, principalId), via: [] }];
    const permissionSetId = requiredTextOf(assignment, "permission_set_id");
    const permissionSetArn = requiredTextOf(assignment, "permission_set_arn");
    const permissionSet = rowsOf(facts, "aws_permission_sets").find(
      (row) => textOf(row, "permission_set_arn") === permissionSetArn,
    );
    return holders.map(
      ({ account, via }): AccessDraft => ({
        account,
        resource: awsAccountResource(facts, requiredTextOf(assignment, "account_id")),
        role: (permissionSet === undefined ? null : textOf(permissionSet, "name")) ?? permissionSetId,
        privilege: privileges.permissionSet(permissionSetId),
        accessPath: via.length === 0 ? "direct" : "group",
        via,
        condition: null,
        certainty: "exact",
        truncated: false,
      }),
    );
  });
}

type IdentityStores = {
  storeOf: (assignment: SourceFact) => string;
  accountOf: (store: string, userId: string) => Account;
  holdersOfGroup: (store: string, groupId: string) => { account: Account; via: Hop[] }[];
};

function createIdentityStores(facts: AccessFacts): IdentityStores {
  const instances = rowsOf(facts, "aws_identity_center_instances");
  const users = rowsOf(facts, "aws_identity_center_users");
  const groups = rowsOf(facts, "aws_identity_center_groups");
  const memberships = rowsOf(facts, "aws_identity_center_memberships");
  const collected = rowsOf(facts, "collected_listings").some(
    (row) => textOf(row, "listing") === "identity_center_memberships",
  );

  // A record that leaves out its store belongs to the only one there is.
  const stores = new Set(
    [...instances, ...users, ...groups, ...memberships].map((row) => textOf(row, "identity_store_id") ?? ""),
  );
  stores.delete("");
  const onlyStore = stores.size === 1 ? smallestUtf8(stores) : null;
  const ownStore = (row: SourceFact): string => textOf(row, "identity_store_id") || onlyStore || "";
  const findIn = (rows: readonly SourceFact[], store: string, column: string, id: string): SourceFact | undefined => {
    const found = rows.filter((row) => ownStore(row) === store && textOf(row, column) === id);
    return found.find((row) => textOf(row, "identity_store_id") === store) ?? found[0];
  };

  const accountOf = (store: string, userId: string): Account => {
    const user = findIn(users, store, "user_id", userId);
    if (user === undefined) {
      return createAccount(
        { provider: "aws_identity_center", type: "user", id: userId, label: userId, status: "unknown" },
        store,
      );
    }
    return createAccount(
      {
        provider: "aws_identity_center",
        type: "user",
        id: userId,
        label: textOf(user, "user_name") ?? textOf(user, "display_name") ?? userId,
        status: STATUS.get(textOf(user, "user_status")) ?? "unknown",
      },
      textOf(user, "identity_store_id") ?? "",
    );
  };

  return {
    accountOf,
    storeOf: (assignment) => {
      const instanceId = textOf(assignment, "instance_id");
      const listed = instances.filter((row) => instanceId !== null && textOf(row, "instance_id") === instanceId);
      const named = smallestUtf8(listed.map(ownStore));
      if (named !== null) return named;
      const principalId = textOf(assignment, "principal_id");
      const holding =
        textOf(assignment, "principal_type") === "GROUP"
          ? [...groups, ...memberships].filter((row) => textOf(row, "group_id") === principalId)
          : users.filter((row) => textOf(row, "user_id") === principalId);
      const candidates = new Set(holding.map(ownStore));
      return candidates.size === 1 ? (smallestUtf8(candidates) ?? "") : "";
    },
    holdersOfGroup: (store, groupId) => {
      const group = findIn(groups, store, "group_id", groupId);
      const label = (group === undefined ? null : textOf(group, "display_name")) ?? groupId;
      const members = memberships.filter((row) => ownStore(row) === store && textOf(row, "group_id") === groupId);
      if (!collected || (group === undefined && members.length === 0)) {
        const status = group === undefined ? "unknown" : "active";
        const account = createAccount(
          { provider: "aws_identity_center", type: "group", id: groupId, label, status },
          store,
        );
        return [{ account, via: [] }];
      }
      return members.map((row) => ({
        account: accountOf(store, requiredTextOf(row, "member_user_id")),
        via: [{ kind: "group", id: groupId, label }],
      }));
    },
  };
}
