import type { HopKind, Privilege, ResourceType } from "../model/access.ts";
import { PRIVILEGES } from "../model/access.ts";
import type { Removable } from "./explain-removals.ts";

/**
 * A row of effective access as far as losing it matters. `holder` is the person, else the account. `base`: it comes of
 * what a GitHub organisation lets every member do, by its base permission, or because the repository is internal.
 */
export type HeldRow = {
  holder: { id: string; label: string; isPerson: boolean };
  accountId: string;
  resource: { id: string; nativeId: string; type: ResourceType; label: string };
  role: string;
  privilege: Privilege;
  grantId: string | null;
  base: { isGiven: boolean; isInternal: boolean } | null;
  hops: readonly { kind: HopKind; id: string }[];
};

/** What somebody has on a resource before and after; null is nothing. */
export type Loss = {
  holder: HeldRow["holder"];
  resource: HeldRow["resource"];
  before: Privilege;
  after: Privilege | null;
};

const PROJECT_ROLES: Readonly<Record<string, string>> = {
  projectOwner: "roles/owner",
  projectEditor: "roles/editor",
  projectViewer: "roles/viewer",
};

/** The name of a group in a row. Teams that only files name go by slugs, which two organisations may share. */
export function groupKey(kind: HopKind, id: string, organisation: string | null): string {
  return kind === "team" ? `team ${organisation?.toLowerCase() ?? ""} ${id}` : `${kind} ${id}`;
}

/** @returns the provider's id of the group that `groupKey` names, or null when the key names none */
export function groupIdOf(key: string): string | null {
  return /^(?:group|team \S*) (?<id>.*)$/s.exec(key)?.groups?.id ?? null;
}

/**
 * Who loses what when all of these are removed: for each holder and resource the highest level before and after, where
 * it sinks. Reads nothing but the rows, so they must hold every row of a holder on a resource that one of them touches,
 * and the basic roles of accounts that hold something by a project role.
 */
export function explainLosses(rows: readonly HeldRow[], removed: readonly Removable[]): Loss[] {
  const cuts = createCuts(removed);
  const levelOf = createLevels(rows, cuts);
  const losses: Loss[] = [];
  for (const held of Map.groupBy(rows, (row) => `${row.holder.id} ${row.resource.id}`).values()) {
    const [first] = held;
    const before = highest(held.map(({ privilege }) => privilege));
    const after = highest(held.flatMap((row) => levelOf(row) ?? []));
    if (first === undefined || before === null || before === after) continue;
    losses.push({ holder: first.holder, resource: first.resource, before, after });
  }
  return losses;
}

/** What the removals are called in rows. */
type Cuts = {
  records: Set<string>;
  steps: Set<string>;
  policies: Set<string>;
  bases: Set<string>;
  visible: Set<string>;
};

function createCuts(removed: readonly Removable[]): Cuts {
  const keysOf = (kind: Removable["kind"]) => new Set(removed.filter((one) => one.kind === kind).map(({ key }) => key));
  const recorded = removed.filter(({ kind }) => kind === "grant" || kind === "organisation");
  return {
    records: new Set(recorded.flatMap((one) => one.records.map(({ id }) => id))),
    steps: new Set(removed.flatMap(({ steps }) => steps.map(({ member, group }) => stepKey(member, group)))),
    policies: keysOf("policy"),
    bases: keysOf("base"),
    visible: keysOf("visibility"),
  };
}

const stepKey = (member: string, group: string) => `${member}\u001f${group}`;

/** The keys of what can be removed beside memberships and grants, as rows can tell them. */
export const removalKey = {
  /** @param holder the account, or `groupKey` of the group */
  policy: (holder: string, policy: string, resourceId: string) => `policy ${holder} ${policy} ${resourceId}`,
  base: (organisation: string) => `base ${organisation.toLowerCase()}`,
  visibility: (repository: string) => `visibility ${repository.toLowerCase()}`,
};

/** What the row itself still gives: its level, a lower one, or null. A project role is looked at by the caller. */
function levelLeft(row: HeldRow, cuts: Cuts): Privilege | null {
  if (row.grantId !== null && cuts.records.has(row.grantId)) return null;
  const organisation = row.resource.type.startsWith("github") ? (row.resource.nativeId.split("/")[0] ?? "") : null;
  let last = row.accountId;
  for (const hop of row.hops) {
    if (hop.kind !== "group" && hop.kind !== "team") continue;
    const group = groupKey(hop.kind, hop.id, organisation);
    if (cuts.steps.has(stepKey(last, group))) return null;
    last = group;
  }
  if (cuts.policies.has(removalKey.policy(last, row.role, row.resource.id))) return null;
  if (row.base === null || organisation === null) return row.privilege;
  if (cuts.steps.has(stepKey(row.accountId, organisationKey(organisation)))) return null;
  const staysVisible = row.base.isInternal && !cuts.visible.has(removalKey.visibility(row.resource.nativeId));
  const keepsBase = row.base.isGiven && !cuts.bases.has(removalKey.base(organisation));
  if (keepsBase) return row.privilege;
  return staysVisible ? "read" : null;
}

/** The name of a GitHub organisation as something to be a member of. */
export function organisationKey(organisation: string): string {
  return `organisation ${organisation.toLowerCase()}`;
}

/** A row by a project role goes with the last row that gives the account that role on the project. */
function createLevels(rows: readonly HeldRow[], cuts: Cuts): (row: HeldRow) => Privilege | null {
  const holding = Map.groupBy(
    rows.filter(({ resource }) => resource.type === "gcp_project"),
    (row) => `${row.accountId} ${row.resource.nativeId} ${row.role}`,
  );
  const survives = (row: HeldRow, asked: ReadonlySet<HeldRow>): boolean => {
    if (asked.has(row) || levelLeft(row, cuts) === null) return false;
    const roleHop = row.hops.find(({ kind }) => kind === "project_role");
    if (roleHop === undefined) return true;
    const [kind = "", project = ""] = roleHop.id.split(/:(.*)/s);
    const behind = holding.get(`${row.accountId} ${project} ${PROJECT_ROLES[kind]}`) ?? [];
    const further = new Set(asked).add(row);
    return behind.some((one) => survives(one, further));
  };
  return (row) => (survives(row, new Set()) ? levelLeft(row, cuts) : null);
}

function highest(privileges: readonly Privilege[]): Privilege | null {
  const ranks = privileges.map((privilege) => PRIVILEGES.indexOf(privilege));
  return ranks.length === 0 ? null : (PRIVILEGES[Math.max(...ranks)] ?? null);
}
