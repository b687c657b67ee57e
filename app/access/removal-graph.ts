import type { RecordRef } from "./explain.ts";
import { organisationKey, removalKey } from "./explain-losses.ts";
import type { AccessGraph, Removable } from "./explain-removals.ts";

/** What the tables of the graph say of the ways between the accounts of one person and one resource. */
export type RemovalFacts = {
  target: string;
  accounts: readonly { id: string; label: string; domain: string | null }[];
  memberships: readonly {
    member: { id: string; label: string; key: string };
    group: { id: string; label: string; key: string };
    ofGroup: boolean;
    isEveryone: boolean;
    records: RecordRef[];
  }[];
  /** `to` is the target, or `roleNode` of a project and role that a project role stands for. */
  grants: readonly {
    to: string;
    holder: { id: string; label: string };
    attached: { id: string; label: string };
    role: string;
    condition: string | null;
    records: RecordRef[];
  }[];
  policies: readonly {
    account: { id: string; label: string };
    group: { id: string; label: string; key: string } | null;
    policy: string;
    records: RecordRef[];
  }[];
  organisations: readonly {
    account: { id: string; label: string };
    name: string;
    isItself: boolean;
    isOwner: boolean;
    records: RecordRef[];
    base: { role: string; records: RecordRef[] } | null;
    internal: { repository: string; records: RecordRef[] } | null;
  }[];
};

/** Who has a basic role on a project, as one node that grants to `projectOwner:…` start from. */
export const roleNode = (projectId: string, role: string) => `role ${projectId} ${role}`;
export const domainNode = (domain: string) => `domain ${domain}`;

/** Draws the ways as one graph, each edge with what would have to be removed to cut it. */
export function createRemovalGraph(facts: RemovalFacts): { graph: AccessGraph; removables: Map<string, Removable> } {
  const removables = new Map<string, Removable>();
  const edges: { from: string; to: string; removable: string | null }[] = [];
  const add = (from: string, to: string, removable: Removable | null) => {
    const known = removable === null ? undefined : removables.get(removable.key);
    if (removable !== null && known === undefined) removables.set(removable.key, removable);
    else if (removable !== null && known !== undefined) {
      known.records.push(...removable.records.filter(({ id }) => known.records.every((other) => other.id !== id)));
      known.steps.push(...removable.steps);
    }
    edges.push({ from, to, removable: removable?.key ?? null });
  };
  for (const { id, domain } of facts.accounts) if (domain !== null) add(id, domainNode(domain), null);
  for (const { member, group, ofGroup, isEveryone, records } of facts.memberships) {
    add(member.id, group.id, {
      key: isEveryone ? `everyone ${group.id}` : `membership ${member.id} ${group.id}`,
      kind: ofGroup ? "nesting" : isEveryone ? "everyone" : "membership",
      holder: member.label,
      object: group.label,
      role: null,
      records,
      steps: [{ member: member.key, group: group.key }],
      groups: ofGroup ? [member.id] : [],
      places: [],
    });
  }
  for (const { to, holder, attached, role, condition, records } of facts.grants) {
    add(holder.id, to, {
      key: `grant ${holder.id} ${attached.id} ${role} ${condition ?? ""}`,
      kind: "grant",
      holder: holder.label,
      object: attached.label,
      role,
      records,
      steps: [],
      groups: [],
      places: [attached.id],
    });
  }
  for (const { account, group, policy, records } of facts.policies) {
    const holder = group ?? { ...account, key: account.id };
    add(holder.id, facts.target, {
      key: removalKey.policy(holder.key, policy, facts.target),
      kind: "policy",
      holder: holder.label,
      object: policy,
      role: policy,
      records,
      steps: [],
      groups: group === null ? [] : [group.id],
      places: [],
    });
  }
  for (const organisation of facts.organisations) addOrganisation(organisation, facts.target, add);
  return { graph: { starts: facts.accounts.map(({ id }) => id), target: facts.target, edges }, removables };
}

function addOrganisation(
  organisation: RemovalFacts["organisations"][number],
  target: string,
  add: (from: string, to: string, removable: Removable | null) => void,
): void {
  const { account, name, isItself, isOwner, records, base, internal } = organisation;
  const node = organisationKey(name);
  const membership = (): Removable => ({
    key: `organisation ${account.id} ${node}`,
    kind: "organisation",
    holder: account.label,
    object: name,
    role: isOwner ? "owner" : "member",
    records,
    steps: [{ member: account.id, group: node }],
    groups: [],
    places: [],
  });
  add(account.id, node, membership());
  if (isItself || isOwner) add(account.id, target, membership());
  if (isItself) return;
  if (base !== null) {
    add(node, target, {
      key: removalKey.base(name),
      kind: "base",
      holder: name,
      object: name,
      role: base.role,
      records: base.records,
      steps: [],
      groups: [],
      places: [],
    });
  }
  if (internal !== null) {
    add(node, target, {
      key: removalKey.visibility(internal.repository),
      kind: "visibility",
      holder: name,
      object: internal.repository,
      role: "read",
      records: internal.records,
      steps: [],
      groups: [],
      places: [],
    });
  }
}
