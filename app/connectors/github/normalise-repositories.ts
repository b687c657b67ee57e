import type { z } from "zod";
import type { Json, JsonObject } from "../../model/json.ts";
import { missing, normaliseWith } from "../../model/record.ts";
import type { Normalised } from "../../model/source.ts";
import { userRow } from "./normalise-users.ts";
import { readRepositoryRole } from "./role.ts";
import { grantWire, repositoryWire, userWire } from "./wire.ts";

/** GET /orgs/{org}/repos. */
export function normaliseRepositoryOf(organisation: string): (record: Json) => Normalised {
  return normaliseWith(repositoryWire, (given, record) => {
    const repository = readRepositoryName(given);
    if (repository === null) return missing(record, "full_name");
    const columns = {
      organisation,
      repository,
      repository_id: given.id,
      visibility: given.visibility?.toLowerCase() ?? readVisibility(given.private),
      archived: given.archived,
    };
    return { rows: [{ table: "github_repositories", key: [repository.toLowerCase()], columns, raw: record }] };
  });
}

/** GET /orgs/{org}/teams/{slug}/repos, as listed: what a parent team has is among them. */
export function normaliseTeamRepositoryOf(organisation: string, slug: string): (record: Json) => Normalised {
  return normaliseWith(repositoryWire, (given, record) => {
    const repository = readRepositoryName(given);
    if (repository === null) return missing(record, "full_name");
    const grant = readRepositoryRole(given);
    if (grant === null) return withoutRole(record);
    const columns = { organisation, team_slug: slug, repository, role: grant.role, role_rank: grant.rank };
    const key = [slug, repository.toLowerCase()];
    return { rows: [{ table: "github_repo_team_permissions", key, columns, raw: record }] };
  });
}

/** GET /repos/{org}/{repo}/collaborators: the role is the highest over all sources, not of the direct grant alone. */
export function normaliseCollaboratorOf(organisation: string, repository: string): (record: Json) => Normalised {
  return normaliseWith(userWire.extend(grantWire.shape), (given, record) => {
    if (given.id === null) return missing(record, "id");
    const grant = readRepositoryRole(given);
    if (grant === null) return withoutRole(record);
    // The user's own row is the same in the file of every repository, so it must not hold the role on this one.
    const { permissions: _permissions, role_name: _roleName, ...user } = record;
    const facts = { userId: given.id, login: given.login, type: given.type, name: given.name, email: given.email };
    return {
      rows: [
        userRow(organisation, "collaborator", given.id, { ...facts, evidence: [] }, user),
        {
          table: "github_repo_collaborator_permissions",
          key: [repository.toLowerCase(), given.id],
          columns: { organisation, repository, user_id: given.id, role: grant.role, role_rank: grant.rank },
          raw: record,
        },
      ],
    };
  });
}

function withoutRole(record: JsonObject): { reject: string } {
  const given = JSON.stringify({ role_name: record.role_name, permissions: record.permissions });
  return { reject: `neither "role_name" nor "permissions" grants anything; given: ${given.slice(0, 200)}` };
}

function readRepositoryName({ full_name, name }: z.output<typeof repositoryWire>): string | null {
  return full_name?.slice(full_name.lastIndexOf("/") + 1) || name;
}

function readVisibility(isPrivate: boolean | null): string | null {
  if (isPrivate === null) return null;
  return isPrivate ? "private" : "public";
}
