import type { EffectiveAccess, Hop } from "../model/access.ts";
import type { Json } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import {
  type AccessDraft,
  type AccessFacts,
  type AccessPrivileges,
  type Account,
  createAccount,
  type Holder,
  normaliseAddress,
  requiredTextOf,
  rowsOf,
} from "./expand-facts.ts";
import { createGcpResources, type GcpResources } from "./expand-gcp-resources.ts";
import { createWorkspaceDirectory, type WorkspaceDirectory } from "./expand-workspace.ts";
import { createServiceAccount } from "./expand-workspace-addresses.ts";

type Resource = EffectiveAccess["resource"];
type Condition = EffectiveAccess["condition"];

type Grantee =
  | { kind: "account"; account: Account }
  | { kind: "group"; groupId: string }
  | { kind: "domain"; domain: string }
  | { kind: "project_role"; role: string; project: string; member: string };

type Grant = { resource: Resource; role: string; condition: Condition; grantee: Grantee };

const PROJECT_ROLES = new Map([
  ["projectowner", { prefix: "projectOwner", role: "roles/owner" }],
  ["projecteditor", { prefix: "projectEditor", role: "roles/editor" }],
  ["projectviewer", { prefix: "projectViewer", role: "roles/viewer" }],
]);

/** Effective access to GCP organisations, folders and projects; docs/effective-access.md, "GCP". */
export function expandGcp(facts: AccessFacts, privileges: AccessPrivileges): AccessDraft[] {
  const resources = createGcpResources(facts);
  const directory = createWorkspaceDirectory(facts);
  const grants = readGrants(facts, resources, directory);
  const basicHolders = collectBasicHolders(grants, resources, directory);
  return grants.flatMap((grant) => {
    const targets = [grant.resource, ...resources.below(grant.resource)];
    return holdersOf(grant.grantee, directory, basicHolders).flatMap(({ account, chains, truncated }) =>
      targets.flatMap((resource) =>
        chains.map((chain): AccessDraft => {
          const inherited = resource !== grant.resource;
          return {
            account,
            resource,
            role: grant.role,
            privilege: privileges.gcpRole(grant.role),
            accessPath: inherited ? "inherited" : chain.length > 0 ? "group" : "direct",
            via: inherited ? [...chain, resources.hop(grant.resource)] : [...chain],
            condition: grant.condition,
            certainty: grant.condition === null ? "exact" : "conditional",
            truncated,
          };
        }),
      ),
    );
  });
}

function readGrants(facts: AccessFacts, resources: GcpResources, directory: WorkspaceDirectory): Grant[] {
  const grants = new Map<string, Grant>();
  for (const row of rowsOf(facts, "gcp_iam_bindings")) {
    const resource = resources.resolve(requiredTextOf(row, "resource"));
    const grantee = granteeOf(requiredTextOf(row, "member"), resources, directory);
    if (resource === null || grantee === null) continue;
    const grant = {
      resource,
      role: requiredTextOf(row, "role"),
      condition: conditionOf(row.columns.condition),
      grantee,
    };
    // Two members, or two sources, that come to the same thing are one grant.
    grants.set(JSON.stringify(grant), grant);
  }
  return [...grants.values()];
}

function granteeOf(member: string, resources: GcpResources, directory: WorkspaceDirectory): Grantee | null {
  const colon = member.indexOf(":");
  const prefix = (colon === -1 ? member : member.slice(0, colon)).trim().toLowerCase();
  const name = colon === -1 ? "" : normaliseAddress(member.slice(colon + 1));
  if (prefix === "allusers") return publicGrantee("allUsers");
  if (prefix === "allauthenticatedusers") return publicGrantee("allAuthenticatedUsers");
  if (name === "") return null;
  if (prefix === "user") return { kind: "account", account: directory.accountOf(name) };
  if (prefix === "serviceaccount") return { kind: "account", account: createServiceAccount(name) };
  if (prefix === "group") return { kind: "group", groupId: directory.groupOf(name) };
  if (prefix === "domain") return { kind: "domain", domain: name };
  const projectRole = PROJECT_ROLES.get(prefix);
  const project = projectRole === undefined ? null : resources.findListedProject(name);
  if (projectRole === undefined || project === null) return null;
  return {
    kind: "project_role",
    role: projectRole.role,
    project: project.id,
    member: `${projectRole.prefix}:${project.id}`,
  };
}

function publicGrantee(id: string): Grantee {
  return {
    kind: "account",
    account: createAccount({ provider: "gcp", type: "public", id, label: id, status: "unknown" }),
  };
}

function conditionOf(value: Json | undefined): Condition {
  if (value === undefined || value === null) return null;
  const { title, expression } = isJsonObject(value) ? value : {};
  return {
    title: typeof title === "string" ? title : null,
    expression: typeof expression === "string" ? expression : null,
  };
}

/** Subjects that hold a basic role on a project, by `holderKey`. */
type BasicHolders = Map<string, Map<string, Account>>;

function holderKey(role: string, projectId: string): string {
  return `${role}\u001f${projectId}`;
}

// Holders by another project's role are holders too, so it takes rounds until nobody is added.
function collectBasicHolders(
  grants: readonly Grant[],
  resources: GcpResources,
  directory: WorkspaceDirectory,
): BasicHolders {
  const basicRoles = new Set([...PROJECT_ROLES.values()].map(({ role }) => role));
  const basicGrants = grants
    .filter((grant) => basicRoles.has(grant.role))
    .map((grant) => ({
      grant,
      projects: [grant.resource, ...resources.below(grant.resource)].filter(({ type }) => type === "gcp_project"),
    }));
  const holders: BasicHolders = new Map();
  for (let grown = true; grown; ) {
    grown = false;
    for (const { grant, projects } of basicGrants) {
      for (const { account } of holdersOf(grant.grantee, directory, holders)) {
        for (const { id } of projects) {
          const key = holderKey(grant.role, id);
          const accounts = holders.get(key) ?? new Map<string, Account>();
          holders.set(key, accounts);
          if (accounts.has(account.key)) continue;
          accounts.set(account.key, account);
          grown = true;
        }
      }
    }
  }
  return holders;
}

function holdersOf(grantee: Grantee, directory: WorkspaceDirectory, basicHolders: BasicHolders): Holder[] {
  if (grantee.kind === "account") return [{ account: grantee.account, chains: [[]], truncated: false }];
  if (grantee.kind === "group") return directory.holdersOfGroup(grantee.groupId);
  if (grantee.kind === "domain") return directory.holdersOfDomain(grantee.domain);
  const hop: Hop = { kind: "project_role", id: grantee.member, label: grantee.member };
  const accounts = basicHolders.get(holderKey(grantee.role, grantee.project)) ?? new Map<string, Account>();
  return [...accounts.values()].map((account) => ({ account, chains: [[hop]], truncated: false }));
}
