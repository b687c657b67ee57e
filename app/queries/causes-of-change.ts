import type { Hop } from "../model/access.ts";
import { CAUSE_KINDS, type Cause, type CauseKind, type TracedPath } from "../model/changes.ts";
import { compareUtf8 } from "../model/utf8-order.ts";
import { type End, fold, isNamedBy, MEMBERSHIPS, namesOf } from "./membership-names.ts";

/** An event of the history: what became of one source record, and what it says. */
export type RecordEvent = { table: string; id: string; operation: string; state: Readonly<Record<string, unknown>> };

type TracedChange = { subject: End; resource: End; gained: readonly TracedPath[]; lost: readonly TracedPath[] };

type NodeKind = "account" | "group" | "resource" | "role";

/** Columns by which a record names the thing that it describes. */
const NODES: Readonly<Record<string, { kind: NodeKind; names: readonly string[] }>> = {
  google_workspace_users: { kind: "account", names: ["user_id", "primary_email"] },
  aws_identity_center_users: { kind: "account", names: ["user_id"] },
  aws_iam_users: { kind: "account", names: ["arn"] },
  github_users: { kind: "account", names: ["user_id"] },
  github_org_memberships: { kind: "account", names: ["user_id"] },
  google_workspace_groups: { kind: "group", names: ["group_id", "email"] },
  aws_identity_center_groups: { kind: "group", names: ["group_id"] },
  aws_iam_groups: { kind: "group", names: ["arn"] },
  github_teams: { kind: "group", names: ["team_id", "slug"] },
  collected_listings: { kind: "group", names: ["listing_key"] },
  aws_accounts: { kind: "resource", names: ["account_id"] },
  gcp_organisations: { kind: "resource", names: ["organisation_id"] },
  gcp_folders: { kind: "resource", names: ["folder_id"] },
  gcp_projects: { kind: "resource", names: ["project_id"] },
  github_organisations: { kind: "resource", names: ["login"] },
  github_repositories: { kind: "resource", names: ["repository"] },
  aws_permission_sets: { kind: "role", names: ["name", "permission_set_id"] },
  aws_iam_policies: { kind: "role", names: ["policy_name"] },
};

/** The tables whose events can be a cause; grants are found by their identifier. */
export const CAUSE_TABLES: readonly string[] = [
  ...Object.keys(MEMBERSHIPS),
  ...Object.keys(NODES),
  "gcp_iam_bindings",
  "aws_account_assignments",
  "github_repo_team_permissions",
  "github_repo_collaborator_permissions",
];

/** @returns every name, in lower case, by which a record may name something on the paths. */
export function listNamesOnPaths({ subject, resource, gained, lost }: TracedChange): string[] {
  const paths = [...gained, ...lost];
  const ends = [subject, resource, ...paths.flatMap(({ via }) => via)];
  return [...new Set([...ends.flatMap(namesOf), ...paths.map(({ role }) => fold(role))])];
}

/**
 * The events that a change of access hangs on: those of the grant, of a membership between two neighbours on a path,
 * and of what stands on it. A path that came cannot hang on a record that went, and the other way round.
 * @param events of the entries of the history that were worked in at that moment, or of the grants alone
 * @returns grants and memberships first
 */
export function listCauses(change: TracedChange, events: readonly RecordEvent[]): Cause[] {
  const causes = new Map<string, Cause>();
  const names = new Set(listNamesOnPaths(change));
  const grants = new Set([...change.gained, ...change.lost].map(({ grantId }) => grantId));
  const near = events.filter((event) => grants.has(event.id) || isNear(event, names));
  for (const [paths, opposite] of [
    [change.gained, "DELETED"],
    [change.lost, "CREATED"],
  ] as const) {
    for (const path of paths) {
      for (const event of near) {
        if (event.operation === opposite || (opposite === "CREATED" && event.operation === "RESTORED")) continue;
        const cause = causeOf(change, path, event);
        if (cause !== null) causes.set(event.id, causes.get(event.id) ?? cause);
      }
    }
  }
  return [...causes.values()].sort(
    (one, other) =>
      CAUSE_KINDS.indexOf(one.kind) - CAUSE_KINDS.indexOf(other.kind) || compareUtf8(one.text, other.text),
  );
}

/** A page has fifty changes and thousands of events: most are told apart by a look into a set. */
function isNear({ table, state }: RecordEvent, names: ReadonlySet<string>): boolean {
  const hasName = (column: string) => names.has(fold(state[column]));
  const membership = MEMBERSHIPS[table];
  if (membership !== undefined) return hasName(membership.group) && membership.members.some(hasName);
  return NODES[table]?.names.some(hasName) ?? false;
}

function causeOf(change: TracedChange, path: TracedPath, event: RecordEvent): Cause | null {
  const groups = path.via.filter(({ kind }) => kind !== "resource");
  const attached = path.via.findLast(({ kind }) => kind === "resource") ?? change.resource;
  const what = eventOf(event);
  const cause = (kind: CauseKind, text: string): Cause => ({
    kind,
    event: what,
    table: event.table,
    id: event.id,
    text,
  });
  if (event.id === path.grantId) {
    const to = groups.at(-1) ?? change.subject;
    return cause("grant", `${path.role} on ${attached.label} ${GRANTED[what]} ${to.label}`);
  }
  const membership = MEMBERSHIPS[event.table];
  if (membership !== undefined) {
    const chain: End[] = [change.subject, ...groups];
    const at = groups.findIndex(
      (group, index) =>
        isNamedBy(event, group, [membership.group]) && isNamedBy(event, chain[index] as End, membership.members),
    );
    if (at < 0) return null;
    return cause("membership", `${chain[at]?.label} ${JOINED[what]} ${groups[at]?.label}`);
  }
  const node = NODES[event.table];
  if (node === undefined) return null;
  const names = node.names.map((column) => fold(event.state[column])).filter((name) => name !== "");
  if (node.kind === "role") {
    return names.includes(fold(path.role)) ? cause("role", `the role ${path.role} ${CAME[what]}`) : null;
  }
  const end = endsOf(node.kind, change, groups, path.via).find((each) =>
    namesOf(each).some((name) => names.includes(name)),
  );
  if (end === undefined) return null;
  const thing = event.table === "collected_listings" ? "list of the members of" : node.kind;
  return cause(node.kind, `the ${thing} ${end.label} ${CAME[what]}`);
}

function endsOf(kind: NodeKind, change: TracedChange, groups: readonly Hop[], via: readonly Hop[]): End[] {
  if (kind === "account") return [change.subject];
  if (kind === "group") return [...groups];
  return [change.resource, ...via.filter((hop) => hop.kind === "resource" || hop.kind === "project_role")];
}

const GRANTED = { appeared: "was granted to", went: "was taken from", changed: "was changed for" } as const;
const JOINED = { appeared: "joined", went: "left", changed: "has another membership in" } as const;
const CAME = { appeared: "appeared", went: "is gone", changed: "was changed" } as const;

function eventOf({ operation }: RecordEvent): Cause["event"] {
  if (operation === "DELETED") return "went";
  return operation === "UPDATED" ? "changed" : "appeared";
}
