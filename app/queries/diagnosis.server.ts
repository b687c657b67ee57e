import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

const UnknownRole = z.object({ provider: z.string(), role: z.string() });
const OrphanedGrant = z.object({ resource: z.string(), role: z.string(), member: z.string() });
const IncompleteScope = z.object({ scope: z.string(), reason: z.string().nullable() });

export type Diagnosis = {
  unknownRoles: z.infer<typeof UnknownRole>[];
  orphanedGrants: z.infer<typeof OrphanedGrant>[];
  incompleteScopes: z.infer<typeof IncompleteScope>[];
  /** What the role of questions may call and should not: 0, or some 200 where nobody is superuser. */
  openFunctions: number;
};

const listUnknownRoles = defineStatement(
  "doctor_unknown_roles",
  UnknownRole,
  // A permission set is keyed by instance and id, a GitHub role by its rank too; people know both by name.
  `select role_privileges.provider,
     case role_privileges.provider
       when 'aws_identity_center' then coalesce(
         (
           select min(sets.name) || ' (' || split_part(role_privileges.role_key, '/', 2) || ')'
           from aws_permission_sets as sets
           where coalesce(sets.instance_id, '') || '/' || sets.permission_set_id = role_privileges.role_key
             and sets.deleted_at is null
         ),
         split_part(role_privileges.role_key, '/', 2)
       )
       when 'github' then regexp_replace(role_privileges.role_key, ':\\d+$', '')
       else role_privileges.role_key
     end as role
   from role_privileges where not role_privileges.known
   union
   select 'aws_iam', policy_name from aws_iam_grants where not known
   order by 1, 2`,
);

const listOrphanedGrants = defineStatement(
  "doctor_orphaned_grants",
  OrphanedGrant,
  `select resource_native as resource, role, member
   from gcp_grants
   where grantee_kind is null or (grantee_kind = 'project_role' and project_id is null)
   union
   select grants.account_id, grants.role, grants.grantee_kind || ':' || grants.principal_id
   from aws_identity_center_grants as grants
   where not exists (
     select from accounts where accounts.id = grants.grantee_id and accounts.listed and accounts.deleted_at is null
   ) and not exists (
     select from access_groups
     where access_groups.id = grants.grantee_id and access_groups.listed and access_groups.deleted_at is null
   )
   order by 1, 2, 3`,
);

const listIncompleteScopes = defineStatement(
  "doctor_incomplete_scopes",
  IncompleteScope,
  "select scope, incomplete_reason as reason from sync_scopes where not complete order by scope",
);

const countOpenFunctions = defineStatement(
  "doctor_open_functions",
  z.object({ count: z.number() }),
  `select count(*) as count from guarded_functions() as guarded(name)
   where has_function_privilege('alxderia_ask', name::oid, 'execute')`,
);

/** What an operator should look at before trusting the numbers. */
export async function findDiagnosis(transaction: TenantTransaction): Promise<Diagnosis> {
  return {
    unknownRoles: await transaction.query(listUnknownRoles),
    orphanedGrants: await transaction.query(listOrphanedGrants),
    incompleteScopes: await transaction.query(listIncompleteScopes),
    openFunctions: (await transaction.query(countOpenFunctions))[0]?.count ?? 0,
  };
}
