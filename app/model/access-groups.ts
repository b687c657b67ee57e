import type { Privilege } from "./access.ts";

/** What rows of effective access can be gathered by. */
export const GROUPINGS = ["person", "resource", "role"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/**
 * Rows that share a person, a resource or a role.
 * - `id`: the value of the filter of that name that lists them; null for rows of nobody
 * - `rows`: how many; at least so many when `isBounded`
 * - `privilege`: the highest among those that were looked at
 */
export type AccessGroup = {
  id: string | null;
  name: string;
  note: string | null;
  rows: number;
  isBounded: boolean;
  privilege: Privilege;
};

/**
 * A page of groups; those without a row that meets the filters are left out, so it may be short and have a next one.
 * - `isCut`: there are more groups or rows than were looked at, and no page after this one shows them
 */
export type AccessGroups = { data: AccessGroup[]; nextCursor: string | null; isCut: boolean };
