import type { JsonObject } from "../model/json.ts";
import { type BundleFile, createArrayFile } from "./bundle-file.ts";
import { CAST_INDEX } from "./cast.ts";
import { highestRole, type Repositories, type Repository, type Role, teamRole } from "./github-repositories.ts";
import { roleFields } from "./github-roles.ts";
import { CI_BOT, GITHUB_OWNERS, listOutsideCollaborators, nodeId, userRow } from "./github-users.ts";
import { GITHUB_ORG, GITHUB_ORG_ID, githubTimeBefore } from "./northwind.ts";
import type { Organisation, Person } from "./people.ts";
import { createRandom } from "./random.ts";

/** @returns a repository as GitHub lists it, without what it says about permissions. */
export function repositoryRow(seed: number, repository: Repository): JsonObject {
  const { index, name, visibility, archived } = repository;
  const random = createRandom(seed, `repository-row/${index}`);
  const id = 90_000_000 + index * 4001 + random.integer(4001);
  const age = 60 + random.next() * 1500;
  return {
    id,
    node_id: nodeId("R", id),
    name,
    full_name: `${GITHUB_ORG}/${name}`,
    private: visibility !== "public",
    owner: { login: GITHUB_ORG, id: GITHUB_ORG_ID, node_id: nodeId("O", GITHUB_ORG_ID), type: "Organization" },
    html_url: `https://github.com/${GITHUB_ORG}/${name}`,
    description: random.chance(0.4) ? null : `${name.replaceAll("-", " ")} of Northwind`,
    fork: false,
    created_at: githubTimeBefore(age),
    pushed_at: githubTimeBefore(archived ? age / 2 : random.next() * 30),
    default_branch: "main",
    archived,
    disabled: false,
    visibility,
  };
}

/** The repositories and, per repository, `collaborators?affiliation=direct`. */
export function* createRepositoryFiles(organisation: Organisation, repositories: Repositories): Generator<BundleFile> {
  const { seed } = organisation;
  const folder = `github/${GITHUB_ORG}`;
  const rows = function* (): Generator<JsonObject> {
    for (let index = 0; index < repositories.count; index++) {
      // The token that collected them is an owner's, so it may do everything.
      yield { ...repositoryRow(seed, repositories.repositoryAt(index)), ...roleFields("admin") };
    }
  };
  yield createArrayFile(`${folder}/repos.json`, rows());
  const outsiders = new Map<number, JsonObject[]>();
  for (const { id, login, grants } of listOutsideCollaborators(organisation, repositories.count)) {
    for (const { repository, role } of grants) {
      outsiders.set(repository, [...(outsiders.get(repository) ?? []), { ...userRow(id, login), ...roleFields(role) }]);
    }
  }
  for (let index = 0; index < repositories.count; index++) {
    const repository = repositories.repositoryAt(index);
    const members = listDirectMembers(organisation, repositories, repository);
    const bots = index % 9 === 0 ? [{ ...userRow(CI_BOT.id, CI_BOT.login, "Bot"), ...roleFields("write") }] : [];
    const everyone = [...members, ...(outsiders.get(index) ?? []), ...bots];
    yield createArrayFile(`${folder}/collaborators/${repository.name}.json`, everyone);
  }
}

/**
 * Members who are collaborators themselves. GitHub shows the highest role over all sources, so an invitation to read
 * for someone whose team may write is listed as write.
 */
function listDirectMembers(
  { seed, structure, personAt }: Organisation,
  repositories: Repositories,
  repository: Repository,
): JsonObject[] {
  const random = createRandom(seed, `direct-members/${repository.index}`);
  const invited = new Map<number, Role>();
  if (random.chance(0.3)) {
    const { start, end } = repository.area;
    invited.set(start + random.integer(end - start), "read");
  }
  if (random.chance(0.25)) {
    const area = random.pick(structure.technicalAreas);
    invited.set(area.start + random.integer(area.end - area.start), random.pick(["read", "write", "admin"] as const));
  }
  if (repository.name === "payments-core") invited.set(CAST_INDEX.tomasFerreira, "admin");
  return [...invited].flatMap(([index, invitation]) => {
    const person = personAt(index);
    if (person.github === null) return [];
    const role = highestRole(invitation, otherRole(person, repository, repositories));
    return [{ ...userRow(person.github.id, person.github.login), ...roleFields(role) }];
  });
}

/** @returns the highest role that a member has without being invited; `read` is what an invitation gives at least. */
function otherRole(person: Person, repository: Repository, repositories: Repositories): Role {
  if (GITHUB_OWNERS.includes(person.index)) return "admin";
  const { place } = person;
  if (place?.team?.slug === repository.owner.slug) return teamRole(repository.index);
  if (place?.area.ordinal === repository.area.ordinal) return "write";
  const triages = place?.department.technical === true && repositories.triagedBy(place.division) === repository.index;
  return triages ? "triage" : "read";
}
