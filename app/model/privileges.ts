import { PRIVILEGES, type Privilege } from "./access.ts";
import { globCovers } from "./iam-glob.ts";

/** `match` is compared without case; `*` is any text. The first rule that matches counts. */
type PrivilegeRule = { match: string; privilege: Privilege };

// The one mapping from native roles to the ladder. Edit here; docs/effective-access.md gives the defaults.

const GCP_ROLES: readonly PrivilegeRule[] = [
  { match: "roles/owner", privilege: "owner" },
  { match: "roles/editor", privilege: "write" },
  { match: "roles/viewer", privilege: "read" },
  { match: "roles/browser", privilege: "read" },
  { match: "*Admin", privilege: "admin" },
  { match: "*Editor", privilege: "write" },
  { match: "*User", privilege: "write" },
  { match: "*Invoker", privilege: "write" },
  { match: "*Creator", privilege: "write" },
  { match: "*Writer", privilege: "write" },
  { match: "*Viewer", privilege: "read" },
  { match: "*Reviewer", privilege: "read" },
  { match: "*Reader", privilege: "read" },
];

const GITHUB_ORGANISATION_ROLES: readonly PrivilegeRule[] = [
  { match: "owner", privilege: "owner" },
  { match: "member", privilege: "read" },
];

const GITHUB_REPOSITORY_ROLES: readonly PrivilegeRule[] = [
  { match: "none", privilege: "none" },
  { match: "read", privilege: "read" },
  { match: "triage", privilege: "read" },
  { match: "write", privilege: "write" },
  { match: "maintain", privilege: "admin" },
  { match: "admin", privilege: "admin" },
];

/** The built-in role whose rank a custom repository role has by its booleans; index = rank, 0 says nothing. */
const GITHUB_RANKS = [null, "read", "triage", "write", "maintain", "admin"] as const;

const AWS_MANAGED_POLICIES: readonly PrivilegeRule[] = [
  { match: "AdministratorAccess", privilege: "admin" },
  { match: "IAMFullAccess", privilege: "admin" },
  { match: "PowerUserAccess", privilege: "write" },
  { match: "ReadOnlyAccess", privilege: "read" },
  { match: "ViewOnlyAccess", privilege: "read" },
  { match: "SecurityAudit", privilege: "read" },
  { match: "*ReadOnly*", privilege: "read" },
  { match: "*FullAccess", privilege: "write" },
];

const AWS_PERMISSION_SETS: readonly PrivilegeRule[] = [
  { match: "AdministratorAccess", privilege: "admin" },
  { match: "PowerUserAccess", privilege: "write" },
  { match: "ReadOnlyAccess", privilege: "read" },
  { match: "ViewOnlyAccess", privilege: "read" },
];

/** A step on the ladder; `known` is false when nothing says so and `read` is only assumed (listed by `doctor`). */
export type RatedPrivilege = { privilege: Privilege; known: boolean };

const ASSUMED: RatedPrivilege = { privilege: "read", known: false };

function rate(rules: readonly PrivilegeRule[], name: string): RatedPrivilege {
  const lower = name.toLowerCase();
  const rule = rules.find(({ match }) => globCovers(match.toLowerCase(), lower));
  return rule === undefined ? { ...ASSUMED } : { privilege: rule.privilege, known: true };
}

/** @param role as a binding names it: `roles/run.invoker`, `projects/p/roles/billingAdmin`. */
export function privilegeOfGcpRole(role: string): RatedPrivilege {
  return rate(GCP_ROLES, role);
}

/**
 * @param role `owner` or `member` of an organisation, or the role name on a repository (custom names too).
 * @param rank of a repository role by its booleans: 1 read, 2 triage, 3 write, 4 maintain, 5 admin; null for a role in
 *   the organisation, so that a custom repository role that is called `owner` makes nobody an owner.
 */
export function privilegeOfGithubRole(role: string, rank: number | null): RatedPrivilege {
  if (rank === null) return rate([...GITHUB_ORGANISATION_ROLES, ...GITHUB_REPOSITORY_ROLES], role);
  const builtIn = rate(GITHUB_REPOSITORY_ROLES, role);
  return builtIn.known ? builtIn : rate(GITHUB_REPOSITORY_ROLES, GITHUB_RANKS[rank] ?? "");
}

/** What the name of a managed policy says when its document was not exported. @param nameOrArn path and ARN are cut. */
export function privilegeOfManagedPolicy(nameOrArn: string): RatedPrivilege {
  return rate(AWS_MANAGED_POLICIES, nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1));
}

/** What the name of a permission set says when none of its policies was exported. */
export function privilegeOfPermissionSetName(name: string): RatedPrivilege {
  return rate(AWS_PERMISSION_SETS, name);
}

/** @returns the lower of two steps of the ladder. */
export function lowerPrivilege(a: Privilege, b: Privilege): Privilege {
  return PRIVILEGES.indexOf(a) <= PRIVILEGES.indexOf(b) ? a : b;
}

/** @returns the higher of two steps of the ladder. */
export function higherPrivilege(a: Privilege, b: Privilege): Privilege {
  return lowerPrivilege(a, b) === a ? b : a;
}
