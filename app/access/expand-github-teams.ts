import type { Hop } from "../model/access.ts";
import { compareUtf8 } from "../model/utf8-order.ts";
import { type AccessFacts, requiredTextOf, rowsOf, type SourceFact, textOf } from "./expand-facts.ts";

/** A team; `key` tells a listed team from one that only the name of a file tells of. */
type Team = { key: string; id: string; label: string; listed: boolean; collected: boolean };

/** A repository permission of a team that it does not owe to a team above it. */
type TeamGrant = { team: Team; repository: string; role: string; rank: number };

/** Teams of one organisation. */
type Teams = {
  all: readonly Team[];
  /** Teams that a user is in by the deepest listing, not by a list that holds child teams' members too. */
  ofUser: (userId: string) => Team[];
  grants: readonly TeamGrant[];
  /** From a team up to one above it, both included; null when the second is not above the first, nor the same. */
  pathUp: (from: Team, to: Team) => Team[] | null;
  hop: (team: Team) => Hop;
};

/** Reads the teams of an organisation; `isOwn` tells its rows from those of others. A cycle of parents ends at itself. */
export function createTeams(facts: AccessFacts, isOwn: (row: SourceFact) => boolean): Teams {
  const collectedSlugs = new Set(
    rowsOf(facts, "collected_listings")
      .filter((row) => isOwn(row) && textOf(row, "listing") === "github_team_members")
      .map((row) => requiredTextOf(row, "listing_key").toLowerCase()),
  );
  const teamRows = rowsOf(facts, "github_teams")
    .filter(isOwn)
    .sort((left, right) => compareUtf8(requiredTextOf(left, "team_id"), requiredTextOf(right, "team_id")));
  const byId = new Map<string, Team>();
  const bySlug = new Map<string, Team>();
  const parents = new Map<string, string>();
  for (const row of teamRows) {
    const id = requiredTextOf(row, "team_id");
    const slug = requiredTextOf(row, "slug").toLowerCase();
    const label = textOf(row, "name") ?? requiredTextOf(row, "slug");
    const team = { key: `id:${id}`, id, label, listed: true, collected: collectedSlugs.has(slug) };
    byId.set(id, team);
    if (!bySlug.has(slug)) bySlug.set(slug, team);
    const parent = textOf(row, "parent_team_id");
    if (parent !== null) parents.set(team.key, parent);
  }
  const teamOf = (row: SourceFact): Team => {
    const slug = requiredTextOf(row, "team_slug").toLowerCase();
    const known = bySlug.get(slug);
    if (known !== undefined) return known;
    const team = { key: `slug:${slug}`, id: slug, label: slug, listed: false, collected: collectedSlugs.has(slug) };
    bySlug.set(slug, team);
    return team;
  };

  const upFrom = (team: Team): Team[] => {
    const path = [team];
    for (let above = parentOf(team); above !== undefined && !path.includes(above); above = parentOf(above)) {
      path.push(above);
    }
    return path;
  };
  const parentOf = (team: Team): Team | undefined => byId.get(parents.get(team.key) ?? "");
  // In a cycle of parents each team is above the other; neither then takes anything away from the other.
  const isAbove = (upper: Team, lower: Team): boolean =>
    upper !== lower && upFrom(lower).includes(upper) && !upFrom(upper).includes(lower);

  const memberships = rowsOf(facts, "github_team_memberships")
    .filter(isOwn)
    .map((row) => ({ team: teamOf(row), userId: requiredTextOf(row, "user_id") }));
  const permissions = rowsOf(facts, "github_repo_team_permissions")
    .filter(isOwn)
    .map((row) => ({
      team: teamOf(row),
      repository: requiredTextOf(row, "repository").toLowerCase(),
      role: requiredTextOf(row, "role"),
      rank: Number(row.columns.role_rank),
    }));

  return {
    all: [...new Set([...byId.values(), ...bySlug.values()])],
    ofUser: (userId) => {
      const listed = [...new Set(memberships.filter((row) => row.userId === userId).map((row) => row.team))];
      return listed.filter((team) => !listed.some((other) => isAbove(team, other)));
    },
    grants: permissions.filter(
      ({ team, repository, rank }) =>
        !permissions.some(
          (above) => above.repository === repository && above.rank >= rank && isAbove(above.team, team),
        ),
    ),
    pathUp: (from, to) => {
      const path = upFrom(from);
      return path.includes(to) ? path.slice(0, path.indexOf(to) + 1) : null;
    },
    hop: (team) => ({ kind: "team", id: team.id, label: team.label }),
  };
}
