import type {
  Certainty,
  EffectiveAccess,
  Hop,
  HopKind,
  Privilege,
  Provider,
  ResourceType,
  SubjectStatus,
} from "./access.ts";

/** Columns of a path graph, from left to right; groups may take several. */
export type PathStage = "person" | "account" | "group" | "grant" | "resource";

/**
 * One box of a path graph.
 * - `provider`, `status`: of an account
 * - `hopKind`: of a group, team, domain or project role
 * - `privilege`, `certainty`: of a grant, and `privilege` of a resource that is drawn once for each level
 * - `count`: how many resources the box stands for; `type` says of which type they are
 * - `page`: what leads on from here, by the id that its page takes; null where it has no page
 */
export type PathNode = {
  id: string;
  stage: PathStage;
  label: string;
  provider?: Provider;
  status?: SubjectStatus;
  hopKind?: HopKind;
  privilege?: Privilege;
  certainty?: Certainty;
  attached?: { label: string } | null;
  type?: ResourceType;
  count?: number;
  page: { kind: "person" | "group" | "resource"; id: string } | null;
};

/** One way from the person to a resource, as positions in `nodes`. `resources`: how many it leads to. */
export type PathLine = { nodes: number[]; privilege: Privilege; resources: number };

export type PathGraph = { nodes: PathNode[]; paths: PathLine[] };

/** What one line of a graph is made of. Without `resource.id` it stands for `resource.count` of that type. */
export type PathFacts = {
  person: { id: string; name: string };
  account: { id: string; label: string; provider: Provider; status: SubjectStatus };
  hops: readonly Hop[];
  attached: Hop | null;
  role: string;
  privilege: Privilege;
  certainty: Certainty;
  resource: { type: ResourceType; id: string | null; label: string | null; count: number };
};

const idOf = (...parts: (string | null)[]) => parts.map((part) => part ?? "").join("\u001f");

/** The boxes of one line. A grant belongs to whom it is given, so the same role of two groups is two boxes. */
function nodesOf(facts: PathFacts): PathNode[] {
  const { person, account, hops, attached, role, privilege, certainty, resource } = facts;
  const groups = hops.map(
    (hop): PathNode => ({
      id: idOf(hop.kind, hop.id),
      stage: "group",
      label: hop.label,
      hopKind: hop.kind,
      page: hop.kind === "group" || hop.kind === "team" ? { kind: "group", id: hop.id } : null,
    }),
  );
  const accountNode: PathNode = {
    id: idOf("account", account.id),
    stage: "account",
    label: account.label,
    provider: account.provider,
    status: account.status,
    page: null,
  };
  const holder = groups.at(-1) ?? accountNode;
  return [
    {
      id: idOf("person", person.id),
      stage: "person",
      label: person.name,
      page: { kind: "person", id: person.id },
    },
    accountNode,
    ...groups,
    {
      id: idOf("grant", holder.id, role, privilege, certainty, attached?.id ?? resource.type),
      stage: "grant",
      label: role,
      privilege,
      certainty,
      attached: attached === null ? null : { label: attached.label },
      page: attached === null ? null : { kind: "resource", id: attached.id },
    },
    {
      id: idOf("resource", resource.type, resource.id ?? privilege),
      stage: "resource",
      label: resource.label ?? "",
      type: resource.type,
      count: resource.count,
      ...(resource.id === null ? { privilege } : {}),
      page: resource.id === null ? null : { kind: "resource", id: resource.id },
    },
  ];
}

/** One row of effective access as a line. */
export function factsOfAccess(person: PathFacts["person"], access: EffectiveAccess): PathFacts {
  const { subject, resource, role, privilege, certainty, via } = access;
  return {
    person,
    account: { ...subject, id: `${subject.provider} ${subject.id}` },
    hops: via.filter(({ kind }) => kind !== "resource"),
    attached: via.find(({ kind }) => kind === "resource") ?? null,
    role,
    privilege,
    certainty,
    resource: { type: resource.type, id: resource.id, label: resource.name ?? resource.id, count: 1 },
  };
}

/** Gathers the lines into one graph: a box that several lines share stands once, the same line stands once. */
export function createPathGraph(lines: readonly PathFacts[]): PathGraph {
  const positions = new Map<string, number>();
  const nodes: PathNode[] = [];
  const paths = new Map<string, PathLine>();
  for (const facts of lines) {
    const walked = nodesOf(facts).map((node) => {
      const known = positions.get(node.id);
      if (known !== undefined) return known;
      positions.set(node.id, nodes.length);
      return nodes.push(node) - 1;
    });
    paths.set(walked.join(" "), { nodes: walked, privilege: facts.privilege, resources: facts.resource.count });
  }
  return { nodes, paths: [...paths.values()] };
}
