import { CAST, type CastMember } from "./cast.ts";
import { createRandom } from "./random.ts";

/** People are numbered; a unit of the company is a range [start, end) of numbers, plus members of the cast. */
export type Team = { slug: string; name: string; start: number; end: number; cast: readonly number[] };
/** `directStart`: from there to `end`, people who belong to the area and to none of its teams. */
export type Area = {
  ordinal: number;
  slug: string;
  name: string;
  start: number;
  end: number;
  directStart: number;
  teams: readonly Team[];
};
/** `word` is unique among the divisions of technical departments. */
export type Division = {
  ordinal: number;
  slug: string;
  word: string;
  name: string;
  start: number;
  end: number;
  areas: readonly Area[];
};
export type Department = {
  key: string;
  name: string;
  technical: boolean;
  start: number;
  end: number;
  divisions: readonly Division[];
};

export type Structure = {
  departments: readonly Department[];
  technicalDivisions: readonly Division[];
  technicalAreas: readonly Area[];
};

export type Place = { department: Department; division: Division; area: Area; team: Team | null };

const DEPARTMENTS = [
  { key: "eng", name: "Engineering", share: 0.45, technical: true },
  { key: "data", name: "Data", share: 0.08, technical: true },
  { key: "prod", name: "Product", share: 0.04, technical: true },
  { key: "sec", name: "Security", share: 0.03, technical: true },
  { key: "sales", name: "Sales", share: 0.14, technical: false },
  { key: "support", name: "Customer Support", share: 0.11, technical: false },
  { key: "mkt", name: "Marketing", share: 0.05, technical: false },
  { key: "fin", name: "Finance", share: 0.04, technical: false },
  { key: "people", name: "People", share: 0.03, technical: false },
  { key: "legal", name: "Legal", share: 0.01, technical: false },
  { key: "ops", name: "Operations", share: 0.02, technical: false },
] as const;

const DIVISION_WORDS =
  "payments search logistics catalog identity checkout pricing mobile messaging storefront inventory fulfilment analytics platform ads loyalty fraud media maps partner returns ledger forecast network".split(
    " ",
  );
const AREA_WORDS = "core api web ledger ingest risk insights edge tools quality runtime delivery".split(" ");
const TEAM_WORDS =
  "falcon otter heron lynx ibex marten puffin badger kestrel orca wren tapir gecko bison raven stoat".split(" ");
const REGION_WORDS = "nordics iberia dach benelux france uk latam andes apac india japan africa".split(" ");

const DIVISION_SIZE = 192;
const AREA_SIZE = 48;
const TEAM_SIZE = 12;

/** The n-th name of an endless list: the words, then the words with 2, 3, … */
function wordAt(words: readonly string[], ordinal: number): string {
  const round = Math.floor(ordinal / words.length);
  return `${words[ordinal % words.length]}${round === 0 ? "" : round + 1}`;
}

/** @returns the slug in capitals for people to read, e.g. `payments core` → `Payments Core`. */
function titleOf(words: string): string {
  return words.replace(
    /(^|[ -])([a-z])/g,
    (_, gap: string, letter: string) => (gap === "" ? "" : " ") + letter.toUpperCase(),
  );
}

/** Bounds of `count` almost equal parts of a range. */
function parts(start: number, end: number, size: number): [number, number][] {
  const count = Math.max(1, Math.round((end - start) / size));
  const bound = (part: number) => start + Math.floor(((end - start) * part) / count);
  return Array.from({ length: count }, (_, part) => [bound(part), bound(part + 1)]);
}

/**
 * Departments, divisions, areas and teams of the company.
 * @param people all people, the cast included; at least the cast and one more
 */
export function createStructure(people: number, seed: number): Structure {
  const random = createRandom(seed, "structure");
  const regular = people - CAST.length;
  const departments: Department[] = [];
  let technicalDivision = 0;
  let areaOrdinal = 0;
  let share = 0;
  for (const { key, name, technical, share: own } of DEPARTMENTS) {
    const start = CAST.length + Math.round(regular * share);
    share += own;
    const end = key === "ops" ? people : CAST.length + Math.round(regular * share);
    if (end === start) continue;
    let castOfDepartment = CAST.flatMap((member: CastMember, index) => (member.department === key ? [index] : []));
    const divisions = parts(start, end, DIVISION_SIZE).map(([divisionStart, divisionEnd], position): Division => {
      const word = technical ? wordAt(DIVISION_WORDS, technicalDivision) : wordAt(REGION_WORDS, position);
      const slug = `${key}-${word}`;
      const areas = parts(divisionStart, divisionEnd, AREA_SIZE).map(([areaStart, areaEnd], nth): Area => {
        const areaSlug = `${slug}-${wordAt(AREA_WORDS, nth)}`;
        const directStart = areaEnd - areaStart > TEAM_SIZE ? areaEnd - random.integer(3) : areaEnd;
        const firstTeamWord = random.integer(TEAM_WORDS.length);
        const teams = parts(areaStart, directStart, TEAM_SIZE).map(([teamStart, teamEnd], at): Team => {
          const cast = castOfDepartment;
          castOfDepartment = [];
          const teamSlug = `${areaSlug}-${TEAM_WORDS[(firstTeamWord + at) % TEAM_WORDS.length]}`;
          return { slug: teamSlug, name: titleOf(teamSlug), start: teamStart, end: teamEnd, cast };
        });
        const ordinal = areaOrdinal++;
        return { ordinal, slug: areaSlug, name: titleOf(areaSlug), start: areaStart, end: areaEnd, directStart, teams };
      });
      const ordinal = technical ? technicalDivision++ : position;
      return { ordinal, slug, word, name: titleOf(slug), start: divisionStart, end: divisionEnd, areas };
    });
    departments.push({ key, name, technical, start, end, divisions });
  }
  const technicalDivisions = departments.flatMap((department) => (department.technical ? department.divisions : []));
  return { departments, technicalDivisions, technicalAreas: technicalDivisions.flatMap((division) => division.areas) };
}

/** The unit of an ordered list whose range holds the number. */
function unitAt<T extends { start: number; end: number }>(units: readonly T[], index: number): T {
  let low = 0;
  let high = units.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((units[middle] as T).start <= index) low = middle;
    else high = middle - 1;
  }
  return units[low] as T;
}

/** @returns where a person who is not of the cast works. */
export function findPlace(structure: Structure, index: number): Place {
  const department = unitAt(structure.departments, index);
  const division = unitAt(department.divisions, index);
  const area = unitAt(division.areas, index);
  const team = index >= area.directStart ? null : unitAt(area.teams, index);
  return { department, division, area, team };
}

/** @returns the numbers of a team's members, its lead first. */
export function* listTeamMembers(team: Team): Generator<number> {
  for (let index = team.start; index < team.end; index++) yield index;
  yield* team.cast;
}

/** @returns the numbers of everyone in an area, its lead first, those in teams included. */
export function* listAreaMembers(area: Area): Generator<number> {
  for (let index = area.start; index < area.end; index++) yield index;
  for (const team of area.teams) yield* team.cast;
}
