import { compareUtf8 } from "../model/utf8-order.ts";
import {
  type AccessFacts,
  type Account,
  createAccount,
  normaliseAddress,
  requiredTextOf,
  rowsOf,
  type SourceFact,
  textOf,
  textsOf,
} from "./expand-facts.ts";

type WorkspaceMember = { kind: "account"; account: Account } | { kind: "group"; groupId: string };

/** Users and groups of Google Workspace by id and by address. */
type AddressBook = {
  groups: ReadonlyMap<string, SourceFact>;
  groupLabel: (groupId: string) => string;
  isCollected: (groupId: string) => boolean;
  accountOfUser: (userId: string) => Account;
  accountOf: (address: string) => Account;
  groupOf: (address: string) => string;
  groupOfKey: (groupKey: string) => string;
  memberOf: (membership: SourceFact) => WorkspaceMember | null;
};

/**
 * Makes the book of one tenant. Where two records claim one address, a primary address goes before an alias, then the
 * bytewise smallest id.
 */
export function createAddressBook(facts: AccessFacts): AddressBook {
  const users = rowsById(facts, "google_workspace_users", "user_id");
  const groups = rowsById(facts, "google_workspace_groups", "group_id");
  const userByAddress = indexAddresses(users, "primary_email");
  const groupByAddress = indexAddresses(groups, "email");
  const groupByLowerId = new Map<string, string>();
  for (const id of groups.keys()) if (!groupByLowerId.has(id.toLowerCase())) groupByLowerId.set(id.toLowerCase(), id);

  // A members file is named by the group's id, its address or an alias; of a group that no list names it is all we have.
  const groupOfKey = (groupKey: string): string => {
    const key = normaliseAddress(groupKey);
    return groupByLowerId.get(key) ?? groupByAddress.get(key) ?? key;
  };
  const collected = new Set(
    rowsOf(facts, "collected_listings")
      .filter((row) => textOf(row, "listing") === "workspace_members")
      .map((row) => groupOfKey(requiredTextOf(row, "listing_key"))),
  );
  const named = new Set(collected);
  for (const row of rowsOf(facts, "google_workspace_memberships")) {
    named.add(groupOfKey(requiredTextOf(row, "group_key")));
  }

  const accountOfUser = (userId: string): Account => {
    const user = users.get(userId);
    if (user === undefined) throw new Error(`no user ${JSON.stringify(userId)} among google_workspace_users`);
    return createAccount({
      provider: "google_workspace",
      type: "user",
      id: userId,
      label: textOf(user, "primary_email") ?? userId,
      status: user.columns.suspended === true || user.columns.archived === true ? "suspended" : "active",
    });
  };
  const accountOf = (address: string): Account => {
    const email = normaliseAddress(address);
    if (email.endsWith("gserviceaccount.com")) return createServiceAccount(email);
    const userId = userByAddress.get(email);
    return userId === undefined ? createUnlistedAccount(email) : accountOfUser(userId);
  };
  const groupOf = (address: string): string => {
    const email = normaliseAddress(address);
    return groupByAddress.get(email) ?? email;
  };

  const memberOf = (membership: SourceFact): WorkspaceMember | null => {
    const id = textOf(membership, "member_id");
    const email = textOf(membership, "member_email");
    const address = email === null ? null : normaliseAddress(email);
    const type = textOf(membership, "member_type");
    if (type !== "GROUP" && address?.endsWith("gserviceaccount.com")) return byAccount(createServiceAccount(address));
    if (id !== null && users.has(id)) return byAccount(accountOfUser(id));
    if (id !== null && groups.has(id)) return { kind: "group", groupId: id };
    if (address !== null && type !== "GROUP" && userByAddress.has(address)) return byAccount(accountOf(address));
    if (type !== "USER") {
      const listed = address === null ? undefined : groupByAddress.get(address);
      if (listed !== undefined) return { kind: "group", groupId: listed };
      const key = [address, id?.toLowerCase()].find((name) => typeof name === "string" && named.has(name));
      if (typeof key === "string") return { kind: "group", groupId: key };
    }
    const name = address ?? id;
    if (name === null) return null;
    return type === "GROUP" ? { kind: "group", groupId: name } : byAccount(createUnlistedAccount(name));
  };

  return {
    groups,
    groupLabel: (groupId) => {
      const group = groups.get(groupId);
      return group === undefined ? groupId : (textOf(group, "email") ?? textOf(group, "name") ?? groupId);
    },
    isCollected: (groupId) => collected.has(groupId),
    accountOfUser,
    accountOf,
    groupOf,
    groupOfKey,
    memberOf,
  };
}

/** A service account; no export lists them, so nobody knows whether it is active. */
export function createServiceAccount(email: string): Account {
  return createAccount({ provider: "gcp", type: "service_account", id: email, label: email, status: "unknown" });
}

function createUnlistedAccount(id: string): Account {
  return createAccount({ provider: "google_workspace", type: "user", id, label: id, status: "unknown" });
}

function byAccount(account: Account): WorkspaceMember {
  return { kind: "account", account };
}

function rowsById(
  facts: AccessFacts,
  table: "google_workspace_users" | "google_workspace_groups",
  column: string,
): Map<string, SourceFact> {
  const rows = rowsOf(facts, table).map((row): [string, SourceFact] => [requiredTextOf(row, column), row]);
  return new Map(rows.sort(([left], [right]) => compareUtf8(left, right)));
}

function indexAddresses(rows: ReadonlyMap<string, SourceFact>, primaryColumn: string): Map<string, string> {
  const index = new Map<string, string>();
  const claim = (address: string, id: string): void => {
    const key = normaliseAddress(address);
    if (!index.has(key)) index.set(key, id);
  };
  for (const [id, row] of rows) {
    const primary = textOf(row, primaryColumn);
    if (primary !== null) claim(primary, id);
  }
  for (const [id, row] of rows) for (const alias of textsOf(row, "aliases")) claim(alias, id);
  return index;
}
