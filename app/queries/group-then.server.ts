import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PROVIDERS } from "../model/access.ts";
import { decodeCursor, encodeCursor } from "../model/cursor.ts";
import { isUuid } from "../model/filters.ts";
import type { GroupThen, Page } from "../model/views.ts";
import { createConditions } from "./fragments.ts";
import { checkMoment } from "./moment.server.ts";
import { type PageRequest, pageOf } from "./page.ts";
import { type RecordRef, RecordRefRow } from "./records-then.server.ts";

// Groups that are gone stay as closed rows.
const groupEver = defineStatement(
  "group_find_ever",
  z.object({
    id: z.string(),
    provider: z.enum(PROVIDERS),
    kind: z.enum(["group", "team"]),
    native_id: z.string(),
  }),
  `select access_groups.id, access_groups.provider, access_groups.kind, access_groups.native_id
from access_groups
where access_groups.id = $1::uuid or access_groups.native_id = $2::text
order by access_groups.deleted_at is not null, access_groups.provider, access_groups.id
limit 1`,
);

const groupRecords = defineStatement(
  "group_record_list",
  RecordRefRow,
  `select 'google_workspace_groups' as table, google_workspace_groups.id
from google_workspace_groups where $1::text = 'google_workspace' and google_workspace_groups.group_id = $2::text
union all
select 'aws_identity_center_groups', aws_identity_center_groups.id
from aws_identity_center_groups
where $1::text = 'aws_identity_center' and aws_identity_center_groups.group_id = $2::text
union all
select 'aws_iam_groups', aws_iam_groups.id
from aws_iam_groups where $1::text = 'aws_iam' and aws_iam_groups.arn = $2::text
union all
select 'github_teams', github_teams.id
from github_teams where $1::text = 'github' and github_teams.team_id = $2::text
order by 1, 2`,
);

// A members file of Workspace names its group by id, e-mail or alias. Who is in an IAM group stands on the user.
const MEMBERSHIPS = `select 'google_workspace_memberships' as table, google_workspace_memberships.id
  from google_workspace_memberships
  where $1::text = 'google_workspace' and google_workspace_memberships.group_key in (
    select lower(name.value)
    from google_workspace_groups
    cross join lateral unnest(
      array[google_workspace_groups.group_id, google_workspace_groups.email] || google_workspace_groups.aliases
    ) as name (value)
    where google_workspace_groups.group_id = $2::text
    union select lower($2::text)
  )
  union all
  select 'aws_identity_center_memberships', aws_identity_center_memberships.id
  from aws_identity_center_memberships
  where $1::text = 'aws_identity_center' and aws_identity_center_memberships.group_id = $2::text
  union all
  select 'github_team_memberships', github_team_memberships.id
  from github_team_memberships
  join github_teams on github_teams.scope = github_team_memberships.scope
    and lower(github_teams.slug) = lower(github_team_memberships.team_slug)
  where $1::text = 'github' and github_teams.team_id = $2::text`;

const MembershipKey = z.tuple([z.guid()]);

/**
 * A group as of a moment, told by its records.
 * @param group the uuid of the group or the provider's own id
 * @param request the page of its memberships; a page may be short, because what did not stand then is left out of it
 * @returns null when there never was such a group
 * @throws MomentError when nothing can be told of the moment
 */
export async function findGroupThen(
  tx: TenantTransaction,
  group: string,
  asOf: string,
  request: PageRequest,
): Promise<{
  group: Omit<GroupThen, "records" | "recordsRemoved" | "members">;
  refs: RecordRef[];
  members: Page<RecordRef>;
} | null> {
  await checkMoment(tx, asOf);
  const [found] = await tx.query(groupEver, [isUuid(group) ? group : null, group]);
  if (found === undefined) return null;
  const { native_id, ...known } = found;
  const refs = await tx.query(groupRecords, [found.provider, native_id]);
  const conditions = createConditions();
  conditions.value(found.provider);
  conditions.value(native_id);
  const after = decodeCursor(request.cursor, MembershipKey);
  if (after !== null) conditions.add("c", after[0], (id) => `memberships.id > ${id}::uuid`);
  const statement = defineStatement(
    "membership_record_list",
    RecordRefRow,
    `select memberships.table, memberships.id
from (
  ${MEMBERSHIPS}
) as memberships
where ${conditions.sql()}
order by memberships.id limit ${conditions.value(request.limit + 1)}::integer`,
    conditions.name(),
  );
  const memberships = await tx.query(statement, conditions.values);
  return {
    group: { asOf, ...known, nativeId: native_id },
    refs,
    members: pageOf(
      memberships,
      request.limit,
      ({ id }) => encodeCursor([id]),
      (ref) => ref,
    ),
  };
}
