import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { evaluatePermissionSet } from "../model/iam-policy.ts";
import type { Json } from "../model/json.ts";
import { privilegeOfGcpRole, privilegeOfGithubRole, type RatedPrivilege } from "../model/privileges.ts";

const RoleInUse = z.object({ provider: z.enum(["gcp", "github"]), role: z.string(), rank: z.number() });

const rolesInUse = defineStatement(
  "role_privileges_in_use",
  RoleInUse,
  `select distinct 'gcp' as provider, role, 0 as rank from gcp_iam_bindings where deleted_at is null
   union
   select 'github', role, role_rank from github_repo_team_permissions where deleted_at is null
   union
   select 'github', role, role_rank from github_repo_collaborator_permissions where deleted_at is null`,
);

const PermissionSet = z.object({
  role_key: z.string(),
  name: z.string(),
  policies: z.array(
    z.object({
      kind: z.enum(["managed", "inline"]),
      name: z.string(),
      arn: z.string().nullable(),
      document: z.json(),
    }),
  ),
});

// A managed policy's own document, where any account's details export it.
const permissionSetsInUse = defineStatement(
  "role_privileges_permission_sets",
  PermissionSet,
  `select distinct on (grants.role_key) grants.role_key, grants.role as name,
     coalesce((
       select jsonb_agg(jsonb_build_object(
         'kind', policies.kind, 'name', policies.policy_name, 'arn', policies.policy_arn,
         'document', coalesce(policies.document, (
           select aws_iam_policies.document from aws_iam_policies
           where aws_iam_policies.arn = policies.policy_arn and aws_iam_policies.deleted_at is null
           order by aws_iam_policies.id limit 1
         ))
       ) order by policies.kind, policies.policy_name)
       from aws_permission_set_policies as policies
       where policies.permission_set_id = split_part(grants.role_key, '/', 2) and policies.deleted_at is null
     ), '[]') as policies
   from aws_identity_center_grants as grants
   order by grants.role_key`,
);

const writePrivileges = defineStatement(
  "role_privileges_write",
  z.object({ written: z.number() }),
  `with wanted as materialized (
     select wanted.provider, wanted.role_key, wanted.privilege, wanted.known
     from jsonb_to_recordset($1::jsonb) as wanted (provider text, role_key text, privilege text, known boolean)
   ), written as (
     insert into role_privileges as target (tenant_id, provider, role_key, privilege, known)
     select app_current_tenant_id(), provider, role_key, privilege, known from wanted
     on conflict (tenant_id, provider, role_key) do update set privilege = excluded.privilege, known = excluded.known
     where (target.privilege, target.known) is distinct from (excluded.privilege, excluded.known)
     returning 1
   ), removed as (
     delete from role_privileges as target
     where not exists (
       select from wanted where wanted.provider = target.provider and wanted.role_key = target.role_key
     )
     returning 1
   )
   select (select count(*) from written) + (select count(*) from removed) as written`,
);

/** Rates every native role in use by app/model/privileges.ts. @returns how many ratings changed */
export async function refreshPrivileges(transaction: TenantTransaction): Promise<number> {
  const ratings: (RatedPrivilege & { provider: string; role_key: string })[] = [];
  for (const { provider, role, rank } of await transaction.query(rolesInUse)) {
    if (provider === "gcp") ratings.push({ provider, role_key: role, ...privilegeOfGcpRole(role) });
    else ratings.push({ provider, role_key: `${role}:${rank}`, ...privilegeOfGithubRole(role, rank) });
  }
  for (const set of await transaction.query(permissionSetsInUse)) {
    const inline = set.policies.find((policy) => policy.kind === "inline");
    const rated = evaluatePermissionSet({
      name: set.name,
      managed: set.policies
        .filter((policy) => policy.kind === "managed")
        .map(({ name, arn, document }) => ({ name, arn, document: document as Json })),
      inline: (inline?.document ?? null) as Json,
    });
    ratings.push({ provider: "aws_identity_center", role_key: set.role_key, ...rated });
  }
  const [row] = await transaction.query(writePrivileges, [JSON.stringify(ratings)]);
  return row?.written ?? 0;
}
