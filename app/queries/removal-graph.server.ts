import { groupKey } from "../access/explain-losses.ts";
import type { AccessGraph, Removable } from "../access/explain-removals.ts";
import { createRemovalGraph, domainNode, type RemovalFacts, roleNode } from "../access/removal-graph.ts";
import type { TenantTransaction } from "../db/database.server.ts";
import { accountList, grantList, membershipList, organisationList, policyList } from "./removal-facts.server.ts";

/** Projects whose roles other grants rest on, one after the other; nobody builds more of these on each other. */
const MOST_ROUNDS = 6;

const PROJECT_ROLES: Readonly<Record<string, string>> = {
  projectOwner: "roles/owner",
  projectEditor: "roles/editor",
  projectViewer: "roles/viewer",
};

/** Every way from the accounts of a person to a resource, as a graph of what can be removed. */
export async function findRemovalGraph(
  tx: TenantTransaction,
  personId: string,
  resourceId: string,
): Promise<{ accounts: string[]; graph: AccessGraph; removables: Map<string, Removable> }> {
  const accounts = await tx.query(accountList, [personId]);
  const ids = accounts.map(({ id }) => id);
  const memberships = await tx.query(membershipList, [ids]);
  const groups = [...new Set(memberships.map(({ group_id }) => group_id))];
  const policies = await tx.query(policyList, [ids, resourceId]);
  const organisations = await tx.query(organisationList, [ids, resourceId]);
  const facts: RemovalFacts = {
    target: resourceId,
    accounts,
    memberships: memberships.map((row) => ({
      member: {
        id: row.member_id,
        label: row.member_label,
        // A group that is a member is of the kind and the organisation of the one that it is in.
        key: row.member_key === null ? row.member_id : groupKey(row.group_kind, row.member_key, row.organisation),
      },
      group: {
        id: row.group_id,
        label: row.group_label,
        key: groupKey(row.group_kind, row.group_key, row.organisation),
      },
      ofGroup: row.member_kind === "group",
      isEveryone: row.is_everyone,
      records: row.records,
    })),
    grants: await listGrants(tx, resourceId, [...ids, ...groups]),
    policies: policies.map((row) => ({
      account: { id: row.account_id, label: row.account_label },
      group:
        row.group_id === null
          ? null
          : { id: row.group_id, label: row.group_label ?? "", key: groupKey("group", row.group_key ?? "", null) },
      policy: row.policy,
      records: [{ table: "aws_iam_users" as const, id: row.source_id }],
    })),
    organisations: organisations.map((row) => ({
      account: { id: row.account_id, label: row.account_label },
      name: row.organisation,
      isItself: row.is_itself,
      isOwner: row.is_owner,
      records: row.records,
      base:
        row.base === null || row.organisation_source_id === null
          ? null
          : { role: row.base, records: [{ table: "github_organisations" as const, id: row.organisation_source_id }] },
      internal:
        !row.is_internal || row.repository === null || row.repository_source_id === null
          ? null
          : {
              repository: row.repository,
              records: [{ table: "github_repositories" as const, id: row.repository_source_id }],
            },
    })),
  };
  return { accounts: ids, ...createRemovalGraph(facts) };
}

/** Grants on the resource, and on the projects whose roles they are given to, and so on. */
async function listGrants(
  tx: TenantTransaction,
  resourceId: string,
  grantees: readonly string[],
): Promise<RemovalFacts["grants"]> {
  const grants: RemovalFacts["grants"][number][] = [];
  const asked = new Set<string>();
  let wanted: { to: string; projectId: string; role: string | null }[] = [
    { to: resourceId, projectId: resourceId, role: null },
  ];
  for (let round = 0; round < MOST_ROUNDS && wanted.length > 0; round += 1) {
    const next: typeof wanted = [];
    for (const [role, targets] of Map.groupBy(wanted, (one) => one.role)) {
      const rows = await tx.query(grantList, [
        targets.map(({ projectId }) => projectId),
        grantees,
        role === null ? null : [role],
      ]);
      for (const row of rows) {
        const to = role === null ? resourceId : roleNode(row.target_id, role);
        const holder = holderOf(row);
        grants.push({
          to,
          holder,
          attached: { id: row.attached_id, label: row.attached_label },
          role: row.role,
          condition: row.condition,
          records: row.records,
        });
        if (row.grantee_kind !== "project_role" || asked.has(holder.id)) continue;
        asked.add(holder.id);
        next.push({ to: holder.id, projectId: row.grantee_id, role: heldRole(row.grantee_name) });
      }
    }
    wanted = next;
  }
  return grants;
}

const heldRole = (member: string | null) => PROJECT_ROLES[member?.split(":")[0] ?? ""] ?? "roles/viewer";

function holderOf(row: {
  grantee_kind: string;
  grantee_id: string;
  grantee_name: string | null;
  grantee_label: string | null;
}): { id: string; label: string } {
  const label = row.grantee_label ?? row.grantee_name ?? row.grantee_id;
  if (row.grantee_kind === "domain") return { id: domainNode(row.grantee_name ?? ""), label };
  if (row.grantee_kind === "project_role") return { id: roleNode(row.grantee_id, heldRole(row.grantee_name)), label };
  return { id: row.grantee_id, label };
}
