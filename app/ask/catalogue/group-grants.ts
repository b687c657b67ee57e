/**
 * What groups are granted, on the resources where it is attached: a common table expression `group_grants` with
 * group_id, resource_id, role, privilege. `tree` grants reach everything below the resource.
 */
export const GROUP_GRANTS = `group_grants as (
  select access_grants.grantee_id as group_id, access_grants.resource_id, access_grants.role, access_grants.privilege,
    access_grants.tree
  from access_grants
  where access_grants.grantee_kind = 'group'
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
