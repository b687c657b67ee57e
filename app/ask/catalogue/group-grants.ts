/**
 * What groups are granted, on the resources where it is attached: a common table expression `group_grants` with
 * group_id, resource_id, role, privilege. `tree` grants reach everything below the resource.
 */
export const GROUP_GRANTS = `group_grants as (
  select identity_center.grantee_id as group_id, identity_center.resource_id, identity_center.role,
    role_privileges.privilege, false as tree
  from aws_identity_center_grants as identity_center
  join role_privileges on role_privileges.provider = 'aws_identity_center'
    and role_privileges.role_key = identity_center.role_key
  where identity_center.grantee_kind = 'group'
  union
  select gcp_grants.grantee_id, gcp_grants.resource_id, gcp_grants.role, role_privileges.privilege, true
  from gcp_grants
  join role_privileges on role_privileges.provider = 'gcp' and role_privileges.role_key = gcp_grants.role
  where gcp_grants.grantee_kind = 'group'
  union
  select github_team_grants.team, github_repository_nodes.node, github_team_grants.role, role_privileges.privilege, false
  from github_team_grants
  join github_repository_nodes on github_repository_nodes.scope = github_team_grants.scope
    and github_repository_nodes.repository_key = github_team_grants.repository_key
  join role_privileges on role_privileges.provider = 'github'
    and role_privileges.role_key = github_team_grants.role || ':' || github_team_grants.role_rank
  union
  select aws_iam_grants.group_node_id, aws_iam_grants.resource_node_id, aws_iam_grants.policy_name,
    aws_iam_grants.privilege, false
  from aws_iam_grants
  where aws_iam_grants.group_node_id is not null
)`;

/** The rung of a level; a column is not trusted to be sorted by its word. */
export const rankOf = (column: string) =>
  `array_position(array['none', 'read', 'write', 'admin', 'owner'], ${column}) - 1`;

/**
 * Which group is in which, read once: a recursion over the view itself reads it anew for each group, which took longer
 * than six minutes on 50,000 people (`npm run bench:asking`).
 */
export const NESTED_GROUPS = `nested as materialized (
  select access_memberships.group_id, access_memberships.member_id
  from access_memberships
  where access_memberships.member_kind = 'group'
)`;
