import type { SourceFact } from "../../app/access/expand-facts.ts";
import { groupIdOf } from "../../app/access/explain-losses.ts";
import type { Removable } from "../../app/access/explain-removals.ts";
import { isJsonObject, type Json, type JsonObject } from "../../app/model/json.ts";
import { nodeId } from "../../app/model/node-id.ts";
import type { SourceRow } from "../../app/model/source.ts";

type Row = SourceRow & SourceFact;

/** Records that only repeat what another one says must be gone before: a list of GitHub holds what it inherits. */
export const idOfRow = (row: Row): string => row.id ?? nodeId(row.table, row.scope, ...row.key);

/** What stays in place of a principal that was removed: an id that nobody has. The row still names its identity store. */
const NOBODY = "removed-by-a-test";

/** The rows as they would be if somebody had removed these in the systems themselves. */
export function withoutRemoved(rows: readonly Row[], removed: readonly Removable[]): Row[] {
  const recordsOf = (...kinds: Removable["kind"][]) =>
    new Set(removed.filter(({ kind }) => kinds.includes(kind)).flatMap(({ records }) => records.map(({ id }) => id)));
  const gone = recordsOf("membership", "nesting", "everyone", "organisation", "grant");
  const settings = recordsOf("base", "visibility");
  const policies = removed.filter(({ kind }) => kind === "policy");
  return rows.flatMap((row): Row[] => {
    const id = idOfRow(row);
    const withoutPolicies = policies.reduce(withoutPolicy, row);
    if (settings.has(id))
      return [
        withColumns(
          row,
          row.table === "github_organisations" ? { default_repository_permission: "none" } : { visibility: "private" },
        ),
      ];
    if (!gone.has(id)) return [withoutPolicies];
    switch (row.table) {
      case "aws_iam_users":
        return [withoutIamGroups(withoutPolicies, removed)];
      case "github_teams":
        return [withColumns(row, { parent_team_id: null })];
      case "aws_identity_center_memberships":
        return [withColumns(row, { member_user_id: NOBODY })];
      case "aws_account_assignments":
        return [withColumns(row, { principal_type: "USER", principal_id: NOBODY })];
      default:
        return [];
    }
  });
}

const withColumns = (row: Row, columns: JsonObject): Row => ({ ...row, columns: { ...row.columns, ...columns } });

function withoutIamGroups(row: Row, removed: readonly Removable[]): Row {
  const account = nodeId("account", "aws_iam", String(row.columns.arn));
  const names = removed.flatMap(({ steps }) =>
    steps
      .filter(({ member }) => member === account)
      .map(({ group }) => (groupIdOf(group) ?? "").split("/").at(-1) ?? ""),
  );
  const groups = row.columns.group_names;
  return withColumns(row, {
    group_names: Array.isArray(groups) ? groups.filter((name) => !names.includes(String(name))) : [],
  });
}

function withoutPolicy(row: Row, { key, role }: Removable): Row {
  const arn = String(row.columns.arn);
  const holder =
    row.table === "aws_iam_users"
      ? nodeId("account", "aws_iam", arn)
      : row.table === "aws_iam_groups"
        ? `group ${arn}`
        : null;
  if (holder === null || !key.startsWith(`policy ${holder} ${role} `) || !isJsonObject(row.raw)) return row;
  const others = (list: Json | undefined): Json[] =>
    Array.isArray(list) ? list.filter((policy) => isJsonObject(policy) && policy.PolicyName !== role) : [];
  const inline = row.table === "aws_iam_users" ? "UserPolicyList" : "GroupPolicyList";
  return {
    ...row,
    raw: {
      ...row.raw,
      [inline]: others(row.raw[inline]),
      AttachedManagedPolicies: others(row.raw.AttachedManagedPolicies),
    },
  };
}
