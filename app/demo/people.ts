import { CAST, CAST_INDEX, type CastMember } from "./cast.ts";
import { FAMILY_NAMES, GIVEN_NAMES, plainName } from "./names.ts";
import { DOMAIN, IDENTITY_STORE_ID } from "./northwind.ts";
import { createPermutation, createRandom, createUuid, DIGITS, type Random } from "./random.ts";
import { createStructure, findPlace, type Place, type Structure } from "./structure.ts";

/** What links a GitHub account to its person, if anything does. */
type GithubEvidence = "verified" | "saml" | "public_email" | "noreply" | "name_only" | "nothing";

export type Person = {
  index: number;
  given: string;
  family: string;
  fullName: string;
  local: string;
  email: string;
  workspaceId: string;
  title: string;
  departmentName: string;
  orgUnitPath: string;
  managerEmail: string | null;
  place: Place | null;
  suspended: boolean;
  archived: boolean;
  identityCenter: IdentityCenterAccount | null;
  github: GithubAccount | null;
};

type IdentityCenterAccount = {
  userId: string;
  userName: string;
  hasEmail: boolean;
  hasExternalId: boolean;
  status: "ENABLED" | "DISABLED" | null;
};

export type GithubAccount = { id: number; login: string; evidence: GithubEvidence; saml: boolean };

/** One demo organisation: nothing but its size, its seed and what follows from them. */
export type Organisation = {
  people: number;
  seed: number;
  structure: Structure;
  /** @returns the person with that number; made anew at each call, so memory stays flat. */
  personAt: (index: number) => Person;
};

const MIN_PEOPLE = 20;
const MAX_PEOPLE = 100_000;

const TITLES: Readonly<Record<string, readonly string[]>> = {
  eng: [
    "Software Engineer",
    "Senior Software Engineer",
    "Staff Engineer",
    "Site Reliability Engineer",
    "Test Engineer",
  ],
  data: ["Data Engineer", "Data Scientist", "Analytics Engineer", "Machine Learning Engineer"],
  prod: ["Product Manager", "Product Designer", "User Researcher"],
  sec: ["Security Engineer", "Detection Engineer", "Security Analyst"],
  sales: ["Account Executive", "Sales Engineer", "Account Manager"],
  support: ["Support Agent", "Support Engineer", "Customer Success Manager"],
  mkt: ["Marketing Manager", "Content Editor", "Campaign Analyst"],
  fin: ["Accountant", "Financial Analyst", "Payroll Specialist"],
  people: ["Recruiter", "People Partner"],
  legal: ["Counsel", "Privacy Specialist"],
  ops: ["Office Manager", "Procurement Specialist", "Facilities Coordinator"],
};

/** @returns the directory's id of a Workspace user, group or anything else it numbers: 21 digits. */
function workspaceUserId(seed: number, index: number): string {
  const random = createRandom(seed, `workspace-id/${index}`);
  return `1${random.text(14, DIGITS)}${String(index).padStart(6, "0")}`;
}

function identityCenterUserId(seed: number, label: string): string {
  return `${IDENTITY_STORE_ID.slice(2)}-${createUuid(seed, label)}`;
}

/** Accounts of a person in the systems; `github` only when the person has one there. */
function githubAccount(
  random: Random,
  seed: number,
  index: number,
  local: string,
  hasOne: boolean,
): GithubAccount | null {
  const [plainGiven = "", plainFamily = ""] = local.split(".");
  const style = random.integer(4);
  const draw = random.next();
  const saml = random.chance(0.8);
  if (!hasOne) return null;
  const dashed = local.replaceAll(".", "-");
  const short = `${plainGiven.slice(0, 1)}${plainFamily.replace(/\d+$/, "")}${index}`;
  const login = style === 0 ? dashed : style === 1 ? `${dashed}-nw` : style === 2 ? short : `${dashed}-dev`;
  const id = 1_200_000 + index * 911 + createRandom(seed, `github-id/${index}`).integer(911);
  const steps: readonly [number, GithubEvidence][] = [
    [0.88, "verified"],
    [0.92, "saml"],
    [0.935, "public_email"],
    [0.955, "noreply"],
    [0.985, "name_only"],
    [1, "nothing"],
  ];
  const evidence = steps.find(([limit]) => draw < limit)?.[1] ?? "nothing";
  return { id, login, evidence, saml: evidence === "saml" || (evidence === "verified" && saml) };
}

function identityCenterAccount(
  random: Random,
  seed: number,
  person: { index: number; local: string; inactive: boolean },
) {
  const hasOne = random.chance(0.975);
  const bareUserName = random.chance(0.06);
  const hasEmail = random.chance(0.97);
  const hasExternalId = random.chance(0.94);
  const statusMissing = random.chance(0.03);
  // Provisioning lags behind the directory: some who were suspended there are still enabled here.
  const lagging = random.chance(0.35);
  if (!hasOne) return null;
  const account: IdentityCenterAccount = {
    userId: identityCenterUserId(seed, `identity-center-user/${person.index}`),
    userName: bareUserName || !hasEmail ? person.local : `${person.local}@${DOMAIN}`,
    hasEmail,
    hasExternalId,
    status: statusMissing ? null : person.inactive && !lagging ? "DISABLED" : "ENABLED",
  };
  return account;
}

function castPerson(seed: number, index: number, member: CastMember): Person {
  const random = createRandom(seed, `person/${index}`);
  const enabled = member.identityCenter === "disabled" ? "DISABLED" : "ENABLED";
  const github = githubAccount(random, seed, index, member.local, member.hasGithub);
  const onlyTheName = index === CAST_INDEX.dmitriVolkov;
  const ceo = CAST[CAST_INDEX.ingridHalvorsen];
  return {
    index,
    given: member.given,
    family: member.family,
    fullName: `${member.given} ${member.family}`,
    local: member.local,
    email: `${member.local}@${DOMAIN}`,
    workspaceId: workspaceUserId(seed, index),
    title: member.title,
    departmentName: DEPARTMENT_NAMES[member.department] ?? "Contractors",
    orgUnitPath: `/${DEPARTMENT_NAMES[member.department] ?? "Contractors"}`,
    managerEmail: index === CAST_INDEX.ingridHalvorsen ? null : `${ceo.local}@${DOMAIN}`,
    place: null,
    suspended: member.suspended === true,
    archived: false,
    identityCenter: {
      userId: identityCenterUserId(seed, `identity-center-user/${index}`),
      userName: `${member.local}@${DOMAIN}`,
      hasEmail: true,
      hasExternalId: true,
      status: enabled,
    },
    github:
      github === null ? null : { ...github, evidence: onlyTheName ? "name_only" : "verified", saml: !onlyTheName },
  };
}

const DEPARTMENT_NAMES: Readonly<Record<string, string>> = {
  eng: "Engineering",
  data: "Data",
  sec: "Security",
  fin: "Finance",
  ops: "Operations",
};

/**
 * @param people how many people, 20 to 100,000
 * @param seed any safe whole number
 * @throws RangeError naming what was given and what is allowed
 */
export function createOrganisation(people: number, seed: number): Organisation {
  if (!Number.isInteger(people) || people < MIN_PEOPLE || people > MAX_PEOPLE) {
    throw new RangeError(
      `people is ${people}; allowed is a whole number from ${MIN_PEOPLE} to ${MAX_PEOPLE}. Give another --people.`,
    );
  }
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`seed is ${seed}; allowed is a whole number within ±2^53. Give another --seed.`);
  }
  const structure = createStructure(people, seed);
  const names = GIVEN_NAMES.length * FAMILY_NAMES.length;
  const permute = createPermutation(seed, "names", names);

  function nameAt(index: number): { given: string; family: string; local: string } {
    const pair = permute(index % names);
    const round = Math.floor(index / names);
    const given = GIVEN_NAMES[pair % GIVEN_NAMES.length] ?? "";
    const family = FAMILY_NAMES[Math.floor(pair / GIVEN_NAMES.length)] ?? "";
    return { given, family, local: `${plainName(given)}.${plainName(family)}${round === 0 ? "" : round + 1}` };
  }

  function managerOf(index: number, { department, division, area, team }: Place): string {
    const chain = [team?.start, area.start, division.start, department.start];
    const manager = chain.find((candidate) => candidate !== undefined && candidate < index);
    return manager === undefined ? `${CAST[0].local}@${DOMAIN}` : `${nameAt(manager).local}@${DOMAIN}`;
  }

  function personAt(index: number): Person {
    const member: CastMember | undefined = CAST[index];
    if (member !== undefined) return castPerson(seed, index, member);
    const random = createRandom(seed, `person/${index}`);
    const place = findPlace(structure, index);
    const { given, family, local } = nameAt(index);
    const suspended = random.chance(0.04);
    const archived = !suspended && random.chance(0.008);
    const inactive = suspended || archived;
    const hasGithub = random.chance(place.department.technical ? 0.97 : 0.03) && (!inactive || random.chance(0.5));
    return {
      index,
      given,
      family,
      fullName: `${given} ${family}`,
      local,
      email: `${local}@${DOMAIN}`,
      workspaceId: workspaceUserId(seed, index),
      title: index === place.department.start ? `Head of ${place.department.name}` : titleAt(random, place, index),
      departmentName: place.department.name,
      orgUnitPath: `/${place.department.name}/${place.division.name}`,
      managerEmail: managerOf(index, place),
      place,
      suspended,
      archived,
      identityCenter: identityCenterAccount(random, seed, { index, local, inactive }),
      github: githubAccount(random, seed, index, local, hasGithub),
    };
  }

  return { people, seed, structure, personAt };
}

function titleAt(random: Random, { department, area, team }: Place, index: number): string {
  const title = random.pick(TITLES[department.key] ?? ["Specialist"]);
  if (index === area.start) return `Director of ${department.name}`;
  return index === team?.start ? `Lead ${title}` : title;
}
