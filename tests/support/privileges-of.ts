import type { AccessFacts, AccessPrivileges, SourceFact } from "../../app/access/expand-facts.ts";
import { evaluateIamUser, evaluatePermissionSet, type IamUserPolicy } from "../../app/model/iam-policy.ts";
import { isJsonObject, type Json } from "../../app/model/json.ts";
import { privilegeOfGcpRole, privilegeOfGithubRole } from "../../app/model/privileges.ts";

/** The mapping of native roles to the ladder, for the pure expansion of these facts. */
export function privilegesOf(facts: AccessFacts): AccessPrivileges {
  const rowsOf = (table: string) => facts.rows.filter((row) => row.table === table);
  const text = (row: SourceFact | undefined, column: string) =>
    (row?.columns[column] as string | null | undefined) ?? null;
  return {
    gcpRole: (role) => privilegeOfGcpRole(role).privilege,
    // the oracle asks for the organisation's own roles with a rank, which only repository roles have
    githubRole: (role, rank) => (role === "owner" ? "owner" : privilegeOfGithubRole(role, rank).privilege),
    permissionSet(id) {
      const policies = rowsOf("aws_permission_set_policies").filter((row) => text(row, "permission_set_id") === id);
      const set = rowsOf("aws_permission_sets").find((row) => text(row, "permission_set_id") === id);
      return evaluatePermissionSet({
        name: text(set, "name") ?? id,
        managed: policies
          .filter((row) => text(row, "kind") === "managed")
          .map((row) => ({
            name: text(row, "policy_name") ?? "",
            arn: text(row, "policy_arn"),
            document: row.columns.document ?? null,
          })),
        inline: policies.find((row) => text(row, "kind") === "inline")?.columns.document ?? null,
      }).privilege;
    },
    iamPolicies({ user, groups, policies }) {
      const documentOf = (arn: string | null): Json =>
        policies.find((row) => text(row, "arn") === arn && text(row, "account_id") === text(user, "account_id"))
          ?.columns.document ?? null;
      const list = (raw: Json, key: string): { [key: string]: Json }[] => {
        const value = isJsonObject(raw) ? raw[key] : null;
        return Array.isArray(value) ? value.filter(isJsonObject) : [];
      };
      const carried: IamUserPolicy[] = [user, ...groups].flatMap((row) => {
        const viaGroupArn = row === user ? null : text(row, "arn");
        const inline = list(row.raw, row === user ? "UserPolicyList" : "GroupPolicyList");
        const attached = list(row.raw, "AttachedManagedPolicies");
        return [
          ...inline.map((policy) => ({
            name: String(policy.PolicyName),
            arn: null,
            document: policy.PolicyDocument ?? null,
            viaGroupArn,
          })),
          ...attached.map((policy) => ({
            name: String(policy.PolicyName),
            arn: String(policy.PolicyArn),
            document: documentOf(String(policy.PolicyArn)),
            viaGroupArn,
          })),
        ];
      });
      const boundaryArn = text(user, "permissions_boundary_arn");
      return evaluateIamUser({
        policies: carried,
        boundary: boundaryArn === null ? undefined : documentOf(boundaryArn),
        boundaryArn,
      }).map(({ name, privilege, viaGroupArn }) => ({ role: name, privilege, viaGroupArn }));
    },
  };
}
