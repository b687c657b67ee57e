import type { Definition } from "../../model/answer.ts";
import type { SlotSpec } from "../question.ts";

/** What questions about effective access can be narrowed by; each is a slot that may stay open. */
export const ACCESS_FILTER_SLOTS: readonly SlotSpec[] = [
  { name: "system", kind: "system", only: ["aws", "gcp", "github"] },
  { name: "level", kind: "level" },
  { name: "path", kind: "path" },
  { name: "status", kind: "status" },
  { name: "resourceType", kind: "resourceType" },
  { name: "population", kind: "population" },
];

/** Slots without `names`, for a question that fills them in its own way. */
export function accessFiltersWithout(...names: string[]): SlotSpec[] {
  return ACCESS_FILTER_SLOTS.filter((slot) => !names.includes(slot.name));
}

/**
 * The conditions of these slots on `effective_access as access`, or on its rows without the person. The first bound of a
 * level is the one that an index knows. An AWS account and a repository have no owner on the
 * ladder: their owner is whoever administers them.
 */
export const ACCESS_FILTERS = `  [system] and access.resource_provider = :system::text
  [level] and access.privilege_rank >= least(:level::smallint, 3) and access.privilege_rank >= least(
  [level]   :level::smallint, case when access.resource_type in ('aws_account', 'github_repository') then 3 else 4 end
  [level] )
  [path] and access.access_path = :path::text
  [status] and access.subject_status = :status::text
  [resourceType] and access.resource_type = :resourceType::text
${populationFilter("access.subject_account_id")}`;

/** @param account the column of the account whose person is of the population */
export function populationFilter(account: string): string {
  return `  [population] and exists (
  [population]   select from canonical_user_provider_links as links
  [population]   join accounts on accounts.id = links.account_id and accounts.deleted_at is null
  [population]   join google_workspace_users as users on users.user_id = accounts.native_id and users.deleted_at is null
  [population]   join canonical_user_provider_links as own on own.person_id = links.person_id and own.deleted_at is null
  [population]   where own.account_id = ${account} and links.deleted_at is null
  [population]     and accounts.provider = 'google_workspace'
  [population]     and (users.org_unit_path ilike '%contractor%') = (:population::text = 'contractor')
  [population] )`;
}

export const EFFECTIVE: Definition = {
  term: "access",
  meaning: "Effective access: direct, through groups and teams, and inherited from what is above the resource.",
};

export const LADDER: Definition = {
  term: "level",
  meaning:
    "One ladder for all systems: none < read < write < admin < owner. A level means that level or more; “admin” is admin or owner. Repositories and AWS accounts know no owner: there, owner means admin.",
};

export const PERSON: Definition = {
  term: "person",
  meaning: "All linked accounts of one human being together; people are counted once, however many accounts or paths.",
};

export const CONTRACTOR: Definition = {
  term: "contractor",
  meaning:
    "A person whose Google Workspace organisational unit has “contractor” in its path; unknown units are neither.",
};

export const ACCESS_DEFINITIONS: readonly Definition[] = [EFFECTIVE, LADDER, PERSON];

export const MARKED_NOT_HIDDEN =
  "Suspended accounts and conditional grants are listed and marked, because the grants still stand.";
