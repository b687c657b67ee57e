import type { Hop } from "../model/access.ts";
import { cutChains, findSimpleChains } from "./expand-chains.ts";
import {
  type AccessFacts,
  type Account,
  createAccount,
  type Holder,
  normaliseAddress,
  requiredTextOf,
  rowsOf,
  type SourceFact,
  textOf,
} from "./expand-facts.ts";
import { createAddressBook } from "./expand-workspace-addresses.ts";

/** Who is behind an address, a group and a domain, as Google Workspace tells. */
export type WorkspaceDirectory = {
  /** The account behind an address; one that nobody lists is an account of its own. */
  accountOf: (address: string) => Account;
  /** The id of the group behind an address; one that nobody lists has its address as id. */
  groupOf: (address: string) => string;
  holdersOfGroup: (groupId: string) => Holder[];
  holdersOfDomain: (domain: string) => Holder[];
};

/**
 * Reads users, groups and memberships of one tenant.
 *
 * A group whose members file was never collected, or that nothing lists, is opaque: a holder of its own.
 */
export function createWorkspaceDirectory(facts: AccessFacts): WorkspaceDirectory {
  const book = createAddressBook(facts);
  const parents = new Map<string, Set<string>>();
  const starts = new Map<string, { account: Account; groups: Set<string> }>();
  const groupIds = new Set<string>(book.groups.keys());

  const addStart = (account: Account, groupId: string): void => {
    const entry = starts.get(account.key) ?? { account, groups: new Set<string>() };
    entry.groups.add(groupId);
    starts.set(account.key, entry);
  };
  for (const row of rowsOf(facts, "google_workspace_memberships")) {
    const groupId = book.groupOfKey(requiredTextOf(row, "group_key"));
    groupIds.add(groupId);
    if (textOf(row, "member_type") === "CUSTOMER") {
      for (const user of usersOfCustomer(facts, textOf(row, "member_id"))) {
        addStart(book.accountOfUser(requiredTextOf(user, "user_id")), groupId);
      }
      continue;
    }
    const member = book.memberOf(row);
    if (member === null) continue;
    if (member.kind === "account") addStart(member.account, groupId);
    else {
      groupIds.add(member.groupId);
      const above = parents.get(member.groupId) ?? new Set<string>();
      parents.set(member.groupId, above.add(groupId));
    }
  }

  const holdersByGroup = new Map<string, Holder[]>();
  const hop = (groupId: string): Hop => ({ kind: "group", id: groupId, label: book.groupLabel(groupId) });
  const groupAccount = (groupId: string): Account =>
    createAccount({
      provider: "google_workspace",
      type: "group",
      id: groupId,
      label: book.groupLabel(groupId),
      status: book.groups.has(groupId) ? "active" : "unknown",
    });

  return {
    accountOf: book.accountOf,
    groupOf: book.groupOf,
    holdersOfGroup: (groupId) => {
      const known = holdersByGroup.get(groupId);
      if (known !== undefined) return known;
      const holders: Holder[] = [];
      holdersByGroup.set(groupId, holders);
      const add = (account: Account, chains: string[][]): void => {
        const { kept, truncated } = cutChains(chains);
        if (kept.length > 0) holders.push({ account, chains: kept.map((chain) => chain.map(hop)), truncated });
      };
      for (const { account, groups } of starts.values()) {
        add(
          account,
          [...groups].flatMap((start) => findSimpleChains(parents, start, groupId)),
        );
      }
      for (const opaque of new Set([...groupIds, groupId])) {
        if (book.isCollected(opaque)) continue;
        const chains = findSimpleChains(parents, opaque, groupId);
        add(
          groupAccount(opaque),
          chains.map((chain) => chain.slice(1)),
        );
      }
      return holders;
    },
    holdersOfDomain: (domain) =>
      rowsOf(facts, "google_workspace_users")
        .filter((user) => domainOf(textOf(user, "primary_email")) === domain)
        .map((user) => ({
          account: book.accountOfUser(requiredTextOf(user, "user_id")),
          chains: [[{ kind: "domain", id: domain, label: domain }]],
          truncated: false,
        })),
  };
}

// A CUSTOMER member is every user of the customer that its id names. An id that no user carries can only mean the one
// customer that there is.
function usersOfCustomer(facts: AccessFacts, customerId: string | null): SourceFact[] {
  const users = rowsOf(facts, "google_workspace_users");
  if (customerId === null) return users;
  const own = users.filter((user) => textOf(user, "customer_id") === customerId);
  if (own.length > 0) return own;
  const customers = new Set(users.map((user) => textOf(user, "customer_id")).filter((id) => id !== null));
  return customers.size <= 1 ? users : [];
}

function domainOf(email: string | null): string | null {
  if (email === null || !email.includes("@")) return null;
  const address = normaliseAddress(email);
  return address.slice(address.lastIndexOf("@") + 1);
}
