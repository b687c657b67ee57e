import type { Draw, Rows } from "./random-organisation-draw.ts";

const ROLES: readonly (readonly [string, number])[] = [
  ["read", 1],
  ["triage", 2],
  ["write", 3],
  ["maintain", 4],
  ["admin", 5],
  ["ci-operator", 3],
  ["auditor", 1],
];

/** One or two organisations that share users: nested teams with cycles, teams without lists, repositories of no list. */
export function drawGithub(draw: Draw, rows: Rows, size: number): void {
  const users = draw.times(Math.max(3, Math.ceil(size / 3)), (number) => String(5000 + number));
  for (const organisation of draw.chance(0.4) ? ["acme", "Beta-Org"] : ["acme"]) {
    drawOrganisation(draw, rows, organisation, users);
  }
}

function drawOrganisation(draw: Draw, rows: Rows, organisation: string, users: readonly string[]): void {
  const scope = `github/${organisation}`;
  if (draw.chance(0.85)) {
    rows.add(scope, "github_organisations", [organisation], {
      organisation,
      login: draw.chance(0.3) ? draw.mixCase(organisation) : organisation,
      organisation_id: "77",
      name: draw.pick([`The ${organisation} company`, null]),
      default_repository_permission: draw.pick(["none", "none", "read", "write", "admin", null]),
      two_factor_requirement_enabled: draw.pick([true, false, null]),
    });
  }
  drawPeople(draw, rows, scope, organisation, users);
  const teams = drawTeams(draw, rows, scope, organisation, users);
  drawRepositories(draw, rows, scope, organisation, users, teams);
}

function drawPeople(draw: Draw, rows: Rows, scope: string, organisation: string, users: readonly string[]): void {
  const listings = ["member", "member", "member", "admin", "outside_collaborator", "2fa_disabled"];
  for (const user of users) {
    for (const listing of new Set(draw.times(draw.below(3), () => draw.pick(listings)))) {
      rows.add(scope, "github_org_memberships", [listing, user], { organisation, user_id: user, listing });
    }
    for (const origin of draw.some(["member", "outside_collaborator", "team_member", "collaborator", "profile"], 0.4)) {
      rows.add(scope, "github_users", [origin, user], {
        organisation,
        origin,
        user_id: user,
        login: draw.pick([`dev-${user}`, `dev-${user}`, `Renamed-${user}`, null]),
        user_type: user.endsWith("1") ? draw.pick(["Bot", "Bot", null]) : draw.pick(["User", null]),
        name: draw.pick([`Dev ${user}`, null]),
        email: null,
        evidence_emails: [],
      });
    }
  }
}

type Team = { id: string; slug: string; parent: string | null };

function drawTeams(draw: Draw, rows: Rows, scope: string, organisation: string, users: readonly string[]): Team[] {
  const ids = draw.times(2 + draw.below(5), (number) => String(900 + number));
  const teams = ids.map((id, number): Team => {
    const earlier = ids.slice(0, number);
    const parent = draw.chance(0.15) ? draw.pick([...ids, "999"]) : draw.pick([...earlier, ...earlier, null]);
    return { id, slug: `team-${id}`, parent };
  });
  for (const { id, slug, parent } of teams) {
    rows.add(scope, "github_teams", [id], {
      organisation,
      team_id: id,
      slug,
      name: draw.pick([`Team ${id}`, null]),
      parent_team_id: parent,
      privacy: "closed",
    });
  }
  const named = draw.chance(0.3) ? [...teams, { id: "", slug: "secret-team", parent: null }] : teams;
  for (const team of named.filter(() => draw.chance(0.85))) {
    rows.add(scope, "collected_listings", ["github_team_members", team.slug], {
      listing: "github_team_members",
      listing_key: team.slug,
    });
    const chain = [team, ...(draw.chance(0.8) ? teamsAbove(teams, team) : [])];
    for (const user of draw.some(users, 0.3)) {
      for (const { slug } of chain) {
        rows.add(scope, "github_team_memberships", [slug, user], { organisation, team_slug: slug, user_id: user });
        rows.add(scope, "collected_listings", ["github_team_members", slug], {
          listing: "github_team_members",
          listing_key: slug,
        });
      }
    }
  }
  return named;
}

function teamsAbove(teams: readonly Team[], team: Team): Team[] {
  const above: Team[] = [];
  for (let next = parentOf(teams, team); next !== undefined && !above.includes(next); next = parentOf(teams, next)) {
    above.push(next);
  }
  return above;
}

function parentOf(teams: readonly Team[], team: Team): Team | undefined {
  return teams.find(({ id }) => id === team.parent);
}

function drawRepositories(
  draw: Draw,
  rows: Rows,
  scope: string,
  organisation: string,
  users: readonly string[],
  teams: readonly Team[],
): void {
  const repositories = ["api", "Web", "infra", "docs.site"];
  for (const repository of draw.some(repositories, 0.8)) {
    rows.add(scope, "github_repositories", [repository.toLowerCase()], {
      organisation,
      repository,
      repository_id: `8${repository.length}`,
      visibility: draw.pick(["private", "internal", "public", null]),
      archived: draw.pick([true, false, null]),
    });
  }
  for (const team of teams) {
    for (const repository of draw.some(repositories, 0.35)) {
      const [role, rank] = draw.pick(ROLES);
      for (const { slug } of [team, ...teams.filter((below) => below.parent === team.id && draw.chance(0.7))]) {
        rows.add(scope, "github_repo_team_permissions", [slug, repository.toLowerCase()], {
          organisation,
          team_slug: slug,
          repository: draw.chance(0.2) ? repository.toLowerCase() : repository,
          role,
          role_rank: rank,
        });
      }
    }
  }
  for (const repository of draw.some(repositories, 0.7)) {
    for (const user of draw.some(users, 0.25)) {
      const [role, rank] = draw.pick(ROLES);
      rows.add(scope, "github_repo_collaborator_permissions", [repository.toLowerCase(), user], {
        organisation,
        repository,
        user_id: user,
        role,
        role_rank: rank,
      });
    }
  }
}
