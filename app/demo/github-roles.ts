import type { JsonObject } from "../model/json.ts";
import { ROLES, type Role } from "./github-repositories.ts";

/** @returns `permissions` and `role_name` as GitHub adds them to a repository or a collaborator. */
export function roleFields(role: Role, customRole?: string): JsonObject {
  const rank = ROLES.indexOf(role);
  const permissions = { admin: rank >= 4, maintain: rank >= 3, push: rank >= 2, triage: rank >= 1, pull: true };
  return { permissions, role_name: customRole ?? role };
}
