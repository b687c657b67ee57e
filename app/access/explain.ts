import type { EffectiveAccess, Hop } from "../model/access.ts";
import type { TracedTable } from "../model/traced-tables.ts";
import type { PathEdge } from "../model/views.ts";

/** Where a fact stands: the table and the row's identifier. */
export type RecordRef = { table: TracedTable; id: string };

export type TracedEdge = Pick<PathEdge, "from" | "to" | "relation"> & { source: RecordRef | null };

/** A row of effective access with what explains it. */
export type TracedAccess = { access: EffectiveAccess; accountId: string; grant: RecordRef | null };

/**
 * What the edges of several paths are made from.
 * - `links`: account → the record that links it to its person
 * - `groups`: the nodes of every group and team that a hop may mean; a native id may name several
 * - `memberships`: direct edges between those nodes
 * - `domainMembers`: account → the user record whose primary e-mail is in the domain
 * - `projectRoles`: `projectRoleKey` → the grant by which the account holds that basic role
 * - `ancestry`: the resource, its parent, its parent's parent, …, each with the record that names its own parent
 */
export type ExplainFacts = {
  links: ReadonlyMap<string, RecordRef>;
  groups: readonly { id: string; kind: "group" | "team"; nativeId: string }[];
  memberships: readonly { groupId: string; memberId: string; source: RecordRef }[];
  domainMembers: ReadonlyMap<string, RecordRef>;
  projectRoles: ReadonlyMap<string, RecordRef>;
  ancestry: readonly { nativeId: string; label: string; source: RecordRef | null }[];
};

/** @param hopId id of a hop of kind `project_role`, e.g. `projectOwner:billing-prod` */
export function projectRoleKey(accountId: string, hopId: string): string {
  return `${accountId} ${hopId}`;
}

/** Shortest first; the sort is stable, so equally long paths keep the order in which they came. */
export function sortPaths<Path extends { access: EffectiveAccess }>(paths: readonly Path[]): Path[] {
  return [...paths].sort((left, right) => left.access.via.length - right.access.via.length);
}

/**
 * The edges of one path: person is account, account is member of …, … is granted the role on a resource, which
 * contains the resource in question. An edge without a record (its source is gone since the refresh) has none.
 */
export function explainEdges(row: TracedAccess, facts: ExplainFacts): TracedEdge[] {
  const { person, subject, resource, via } = row.access;
  const edges: TracedEdge[] = [];
  if (person !== null) {
    edges.push({
      from: person.name,
      to: subject.label,
      relation: "is",
      source: facts.links.get(row.accountId) ?? null,
    });
  }
  let label = subject.label;
  let node: string | null = row.accountId;
  let attached: Hop | null = null;
  for (const hop of via) {
    if (hop.kind === "resource") {
      attached = hop;
      continue;
    }
    const step = stepInto(hop, node, row.accountId, facts);
    edges.push({ from: label, to: hop.label, relation: "member_of", source: step.source });
    label = hop.label;
    node = step.node;
  }
  const resourceLabel = resource.name ?? resource.id;
  edges.push({ from: label, to: attached?.label ?? resourceLabel, relation: "granted", source: row.grant });
  if (attached !== null) edges.push(...containment(attached, resourceLabel, facts));
  return edges;
}

function stepInto(
  hop: Hop,
  from: string | null,
  accountId: string,
  facts: ExplainFacts,
): { node: string | null; source: RecordRef | null } {
  if (hop.kind === "domain") return { node: null, source: facts.domainMembers.get(accountId) ?? null };
  if (hop.kind === "project_role") {
    return { node: null, source: facts.projectRoles.get(projectRoleKey(accountId, hop.id)) ?? null };
  }
  const candidates = facts.groups.filter((group) => group.kind === hop.kind && group.nativeId === hop.id);
  for (const group of candidates) {
    const edge = facts.memberships.find((one) => one.groupId === group.id && one.memberId === from);
    if (edge !== undefined) return { node: group.id, source: edge.source };
  }
  return { node: candidates[0]?.id ?? null, source: null };
}

function containment(attached: Hop, resourceLabel: string, facts: ExplainFacts): TracedEdge[] {
  const top = facts.ancestry.findIndex((node) => node.nativeId === attached.id);
  if (top < 1) return [{ from: attached.label, to: resourceLabel, relation: "contains", source: null }];
  return facts.ancestry
    .slice(0, top)
    .map((child, index) => ({
      from: facts.ancestry[index + 1]?.label ?? attached.label,
      to: child.label,
      relation: "contains" as const,
      source: child.source,
    }))
    .reverse();
}
