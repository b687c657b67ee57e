import type { Organisation } from "./people.ts";
import { createRandom } from "./random.ts";
import type { Area, Division, Team } from "./structure.ts";

export type Role = "read" | "triage" | "write" | "maintain" | "admin";
export const ROLES: readonly Role[] = ["read", "triage", "write", "maintain", "admin"];

export type Repository = {
  index: number;
  name: string;
  visibility: "private" | "internal" | "public";
  archived: boolean;
  /** The area whose code it is: its team may write. */
  area: Area;
  /** The team of that area that maintains it. */
  owner: Team;
};

export type Repositories = {
  count: number;
  basePermission: "none" | "read";
  repositoryAt: (index: number) => Repository;
  /** Numbers of an area's repositories. */
  listOfArea: (area: Area) => number[];
  /** The one repository that the whole division may triage, or null. */
  triagedBy: (division: Division) => number | null;
};

/** From this size on, members read nothing by default: the base permission times the members would be too much. */
const CLOSED_FROM = 2000;

const COMPANY: readonly { name: string; visibility: Repository["visibility"] }[] = [
  { name: "payments-core", visibility: "private" },
  { name: ".github", visibility: "public" },
  { name: "handbook", visibility: "internal" },
  { name: "design-system", visibility: "internal" },
];
const WORDS = "service worker gateway console schema sdk pipeline infra jobs docs e2e charts".split(" ");

/** @returns the role of the team that maintains a repository. */
export function teamRole(repository: number): Role {
  return repository % 3 === 0 ? "maintain" : "admin";
}

/** @returns the higher of two roles. */
export function highestRole(one: Role, other: Role): Role {
  return ROLES.indexOf(one) >= ROLES.indexOf(other) ? one : other;
}

/** The repositories of the organisation on GitHub: 30 at least, 4,000 at most. */
export function createRepositories({ people, seed, structure }: Organisation): Repositories {
  const areas = structure.technicalAreas;
  const positions = new Map(areas.map((area, position) => [area, position]));
  const count = Math.min(4000, Math.max(30, Math.round(people / 25)));
  const open = people < CLOSED_FROM;

  function repositoryAt(index: number): Repository {
    const area = areas[index % areas.length] as Area;
    const round = Math.floor(index / areas.length);
    const owner = area.teams[round % area.teams.length] as Team;
    const company = COMPANY[index];
    if (company !== undefined) return { index, ...company, archived: false, area, owner };
    const random = createRandom(seed, `repository/${index}`);
    const draw = random.next();
    // Everyone reads an internal repository, so large organisations keep only the ones of the company.
    const visibility = draw < 0.04 ? "public" : open && draw < 0.14 ? "internal" : "private";
    const again = Math.floor(round / WORDS.length);
    const name = `${area.slug}-${WORDS[round % WORDS.length]}${again === 0 ? "" : again + 1}`;
    return { index, name, visibility, archived: random.chance(0.06), area, owner };
  }

  function listOfArea(area: Area): number[] {
    const first = positions.get(area);
    const found: number[] = [];
    if (first === undefined) return found;
    for (let index = first; index < count; index += areas.length) found.push(index);
    return found;
  }

  return {
    count,
    basePermission: open ? "read" : "none",
    repositoryAt,
    listOfArea,
    triagedBy: (division) => (division.areas[0] === undefined ? null : (listOfArea(division.areas[0])[0] ?? null)),
  };
}
