import type { Json } from "../../model/json.ts";
import { missing, normaliseWith } from "../../model/record.ts";
import type { Normalised } from "../../model/source.ts";
import { normaliseUserOf } from "./normalise-users.ts";
import { organisationWire, teamWire } from "./wire.ts";

/** GET /orgs/{org}. @param organisation the folder's name. */
export function normaliseOrganisationOf(organisation: string): (record: Json) => Normalised {
  return normaliseWith(organisationWire, (given, record) => {
    if (given.login === null) return missing(record, "login");
    const columns = {
      organisation,
      login: given.login,
      organisation_id: given.id,
      name: given.name,
      default_repository_permission: given.default_repository_permission,
      two_factor_requirement_enabled: given.two_factor_requirement_enabled,
    };
    return { rows: [{ table: "github_organisations", key: [given.login.toLowerCase()], columns, raw: record }] };
  });
}

/** A user of one of the organisation's listings; someone stands in several, each is a fact of its own. */
export function normaliseOrgMemberOf(organisation: string, listing: string): (record: Json) => Normalised {
  const origin = listing === "outside_collaborator" ? "outside_collaborator" : "member";
  return normaliseUserOf(organisation, origin, (userId, record) => [
    {
      table: "github_org_memberships",
      key: [listing, userId],
      columns: { organisation, user_id: userId, listing },
      raw: record,
    },
  ]);
}

/** GET /orgs/{org}/teams. A team's `permission` is a legacy default and no grant: it stays in the raw record. */
export function normaliseTeamOf(organisation: string): (record: Json) => Normalised {
  return normaliseWith(teamWire, (team, record) => {
    if (team.id === null) return missing(record, "id");
    if (team.slug === null) return missing(record, "slug");
    const columns = {
      organisation,
      team_id: team.id,
      slug: team.slug,
      name: team.name,
      parent_team_id: team.parent.id,
      privacy: team.privacy,
    };
    return { rows: [{ table: "github_teams", key: [team.id], columns, raw: record }] };
  });
}

/** GET /orgs/{org}/teams/{slug}/members, as listed: the members of child teams are among them. */
export function normaliseTeamMemberOf(organisation: string, slug: string): (record: Json) => Normalised {
  return normaliseUserOf(organisation, "team_member", (userId, record) => [
    {
      table: "github_team_memberships",
      key: [slug, userId],
      columns: { organisation, team_slug: slug, user_id: userId },
      raw: record,
    },
  ]);
}
