import type { Question } from "../question.ts";
import { oldAccessKeys } from "./access-keys.ts";
import { changesSince, evidence } from "./changes.ts";
import { comparePeople } from "./compare-people.ts";
import { publicResources, singleAdmin } from "./exposure.ts";
import { adminGroups, groupAccess } from "./group-access.ts";
import { groupHygiene, groupNesting } from "./group-hygiene.ts";
import { groupMembers } from "./group-members.ts";
import { freshness, listOfAccounts, listOfGroups, listOfPeople, listOfResources } from "./inventory.ts";
import { leavers } from "./leavers.ts";
import { outsideCollaborators } from "./outside-collaborators.ts";
import { accessAsOf, personAsOf, personChanges } from "./past.ts";
import { accountAccess, personAccess } from "./person-access.ts";
import { personAccounts } from "./person-accounts.ts";
import { personGroups } from "./person-groups.ts";
import { bothResources, directGrants, privilegedPeople, serviceAccounts, suspendedAccess } from "./privileged.ts";
import { resourceAccess } from "./resource-access.ts";
import { adminsWithoutMfa, dormantAdmins } from "./second-factor.ts";
import { queue, unlinkedAccounts } from "./unlinked-accounts.ts";
import { directOrGroup, whatToRemove, whyAccess, whyNoAccess } from "./why.ts";

/** Every question that the product understands without a model, in the order in which they are offered. */
export const CATALOGUE: readonly Question[] = [
  personAccess,
  personAccounts,
  personGroups,
  unlinkedAccounts,
  leavers,
  comparePeople,
  personChanges,
  resourceAccess,
  publicResources,
  singleAdmin,
  groupMembers,
  groupAccess,
  adminGroups,
  groupHygiene,
  groupNesting,
  whyAccess,
  whatToRemove,
  whyNoAccess,
  directOrGroup,
  adminsWithoutMfa,
  dormantAdmins,
  outsideCollaborators,
  oldAccessKeys,
  bothResources,
  directGrants,
  changesSince,
  accessAsOf,
  personAsOf,
  evidence,
  privilegedPeople,
  suspendedAccess,
  serviceAccounts,
  accountAccess,
  queue,
  listOfPeople,
  listOfAccounts,
  listOfGroups,
  listOfResources,
  freshness,
];

/** @returns the question of this id, or null. */
export function findQuestion(id: string): Question | null {
  return CATALOGUE.find((question) => question.id === id) ?? null;
}
