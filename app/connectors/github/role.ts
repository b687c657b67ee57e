import type { z } from "zod";
import type { grantWire } from "./wire.ts";

/** `rank`: 1 read, 2 triage, 3 write, 4 maintain, 5 admin. */
type RepositoryRole = { role: string; rank: number };

const READ: RepositoryRole = { role: "read", rank: 1 };
const TRIAGE: RepositoryRole = { role: "triage", rank: 2 };
const WRITE: RepositoryRole = { role: "write", rank: 3 };
const MAINTAIN: RepositoryRole = { role: "maintain", rank: 4 };
const ADMIN: RepositoryRole = { role: "admin", rank: 5 };

/** By `role_name`; the API says pull and push for read and write in some answers. */
const BY_NAME = new Map([
  ["pull", READ],
  ["read", READ],
  ["triage", TRIAGE],
  ["push", WRITE],
  ["write", WRITE],
  ["maintain", MAINTAIN],
  ["admin", ADMIN],
]);

/** Highest first: the booleans are cumulative. */
const BY_BOOLEAN = [
  ["admin", ADMIN],
  ["maintain", MAINTAIN],
  ["push", WRITE],
  ["triage", TRIAGE],
  ["pull", READ],
] as const;

/**
 * The role that a team or a collaborator has on a repository: `role_name`, else the highest boolean. A custom role
 * ranks by its booleans, without any as the lowest.
 * @returns null when the record names no role, or one that grants nothing.
 */
export function readRepositoryRole(grant: z.output<typeof grantWire>): RepositoryRole | null {
  const name = grant.role_name;
  const byName = name === null ? undefined : BY_NAME.get(name.toLowerCase());
  if (byName !== undefined) return byName;
  const { permissions } = grant;
  const highest = permissions === null ? undefined : BY_BOOLEAN.find(([key]) => permissions[key] === true)?.[1];
  if (name === null || name.toLowerCase() === "none") return highest ?? null;
  return { role: name, rank: (highest ?? READ).rank };
}
