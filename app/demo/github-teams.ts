import type { JsonObject } from "../model/json.ts";
import { type BundleFile, createArrayFile } from "./bundle-file.ts";
import { highestRole, type Repositories, type Role, teamRole } from "./github-repositories.ts";
import { repositoryRow } from "./github-repository-files.ts";
import { roleFields } from "./github-roles.ts";
import { nodeId, userRow } from "./github-users.ts";
import { GITHUB_ORG, GITHUB_ORG_ID } from "./northwind.ts";
import type { Organisation } from "./people.ts";
import { createRandom } from "./random.ts";
import { listAreaMembers, listTeamMembers } from "./structure.ts";

type GithubTeam = {
  ordinal: number;
  slug: string;
  name: string;
  parent: GithubTeam | null;
  members: () => Iterable<number>;
  /** Repositories granted to this very team. */
  grants: ReadonlyMap<number, Role>;
};

/** Division, area, team: three levels, technical departments only. */
function* listTeams({ structure }: Organisation, repositories: Repositories): Generator<GithubTeam> {
  let ordinal = 0;
  for (const division of structure.technicalDivisions) {
    const triaged = repositories.triagedBy(division);
    const top: GithubTeam = {
      ordinal: ordinal++,
      slug: division.slug,
      name: division.name,
      parent: null,
      members: function* () {
        for (const area of division.areas) yield* listAreaMembers(area);
      },
      grants: new Map(triaged === null ? [] : [[triaged, "triage"]]),
    };
    yield top;
    for (const area of division.areas) {
      const numbers = repositories.listOfArea(area);
      const middle: GithubTeam = {
        ordinal: ordinal++,
        slug: area.slug,
        name: area.name,
        parent: top,
        members: () => listAreaMembers(area),
        grants: new Map(numbers.map((number) => [number, "write"])),
      };
      yield middle;
      for (const team of area.teams) {
        const owned = numbers.filter((number) => repositories.repositoryAt(number).owner === team);
        yield {
          ordinal: ordinal++,
          slug: team.slug,
          name: team.name,
          parent: middle,
          members: () => listTeamMembers(team),
          grants: new Map(owned.map((number) => [number, teamRole(number)])),
        };
      }
    }
  }
}

/** @returns the role that each team member has on each repository by this team and those above it. */
function listedGrants(team: GithubTeam): Map<number, Role> {
  const listed = team.parent === null ? new Map<number, Role>() : listedGrants(team.parent);
  for (const [number, role] of team.grants) listed.set(number, highestRole(role, listed.get(number) ?? "read"));
  return listed;
}

/** Teams, and per team the lists as REST gives them: with members of child teams, with inherited repositories. */
export function* createTeamFiles(organisation: Organisation, repositories: Repositories): Generator<BundleFile> {
  const { seed, personAt } = organisation;
  const folder = `github/${GITHUB_ORG}`;
  const teamRows = function* (): Generator<JsonObject> {
    for (const team of listTeams(organisation, repositories)) {
      yield { ...teamRow(seed, team), parent: team.parent === null ? null : teamRow(seed, team.parent) };
    }
  };
  yield createArrayFile(`${folder}/teams.json`, teamRows());
  for (const team of listTeams(organisation, repositories)) {
    const memberRows = function* (): Generator<JsonObject> {
      for (const index of team.members()) {
        const { github } = personAt(index);
        if (github !== null) yield userRow(github.id, github.login);
      }
    };
    yield createArrayFile(`${folder}/team-members/${team.slug}.json`, memberRows());
    const repositoryRows = function* (): Generator<JsonObject> {
      for (const [number, role] of listedGrants(team)) {
        const custom = role === "maintain" && number % 7 === 0 ? "release-manager" : undefined;
        yield { ...repositoryRow(seed, repositories.repositoryAt(number)), ...roleFields(role, custom) };
      }
    };
    yield createArrayFile(`${folder}/team-repos/${team.slug}.json`, repositoryRows());
  }
}

function teamRow(seed: number, team: GithubTeam): JsonObject {
  const id = 3_000_000 + team.ordinal * 37 + createRandom(seed, `github-team/${team.slug}`).integer(37);
  return {
    id,
    node_id: nodeId("T", id),
    name: team.name,
    slug: team.slug,
    description: `${team.name} at Northwind`,
    privacy: "closed",
    notification_setting: "notifications_enabled",
    permission: "pull",
    url: `https://api.github.com/organizations/${GITHUB_ORG_ID}/team/${id}`,
    html_url: `https://github.com/orgs/${GITHUB_ORG}/teams/${team.slug}`,
  };
}
