import { Buffer } from "node:buffer";
import type { JsonObject } from "../model/json.ts";
import { type BundleFile, createArrayFile, createDocumentsFile, createObjectFile } from "./bundle-file.ts";
import { CAST, CAST_INDEX } from "./cast.ts";
import type { Role } from "./github-repositories.ts";
import { DOMAIN, GITHUB_ORG, GITHUB_ORG_ID, githubTimeBefore } from "./northwind.ts";
import type { GithubAccount, Organisation, Person } from "./people.ts";
import { createRandom, createUuid } from "./random.ts";

/** Owners of the organisation on GitHub. */
export const GITHUB_OWNERS: readonly number[] = [CAST_INDEX.kofiMensah, CAST_INDEX.yukiTanaka, CAST_INDEX.dmitriVolkov];

export const CI_BOT = { id: 41_898_282, login: "northwind-ci[bot]" } as const;
/** An ordinary account that a script uses; nothing tells it from a person but its name. */
const MACHINE_USER = { id: 998_001, login: "northwind-release-machine", name: "Northwind Release Machine" } as const;

const OUTSIDERS =
  "pixelforge-dev hanna-lund quietcoder r-vasilev studio-okapi marco-bit lakeside-lab tunde-codes".split(" ");
const PAGE = 100;

type Outsider = { id: number; login: string; grants: { repository: number; role: Role }[] };

/** @returns a node id in GitHub's layout: a kind and the number, e.g. `U_kgAAE…`. */
export function nodeId(kind: "U" | "T" | "R" | "O", id: number): string {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt8(0x92, 0);
  bytes.writeUInt32BE(id, 2);
  return `${kind}_${bytes.toString("base64url")}`;
}

/** @returns a user as GitHub lists one: no name, no e-mail. */
export function userRow(id: number, login: string, type: "User" | "Bot" = "User"): JsonObject {
  return {
    login,
    id,
    node_id: nodeId("U", id),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    html_url: `https://github.com/${type === "Bot" ? `apps/${login.replace("[bot]", "")}` : login}`,
    type,
    site_admin: false,
  };
}

/** People of other companies: four at least, one for every 400 people; each on one to three repositories. */
export function listOutsideCollaborators({ people, seed }: Organisation, repositories: number): Outsider[] {
  return Array.from({ length: Math.max(4, Math.round(people / 400)) }, (_, nth) => {
    const random = createRandom(seed, `outsider/${nth}`);
    const round = Math.floor(nth / OUTSIDERS.length);
    const login = `${OUTSIDERS[nth % OUTSIDERS.length]}${round === 0 ? "" : round + 1}`;
    const chosen = new Map<number, Role>(nth === 0 ? [[0, "admin"]] : []);
    for (let at = random.integer(3); at >= 0; at--) {
      const repository = random.integer(repositories);
      const role = random.pick(["read", "triage", "write"] as const);
      if (!chosen.has(repository)) chosen.set(repository, role);
    }
    return { id: 500_000 + nth * 13, login, grants: [...chosen].map(([repository, role]) => ({ repository, role })) };
  });
}

function* listMembers({ people, personAt }: Organisation): Generator<{ person: Person; github: GithubAccount }> {
  for (let index = 0; index < people; index++) {
    const person = personAt(index);
    if (person.github !== null) yield { person, github: person.github };
  }
}

/** The organisation, its members, outside collaborators, profiles and what links them to addresses. */
export function* createGithubUserFiles(
  organisation: Organisation,
  basePermission: "none" | "read",
  repositories: number,
): Generator<BundleFile> {
  const folder = `github/${GITHUB_ORG}`;
  const outsiders = listOutsideCollaborators(organisation, repositories);
  yield createObjectFile(`${folder}/org.json`, organisationRow(basePermission, repositories));
  const memberRows = function* (accept: (person: Person) => boolean, machine: boolean): Generator<JsonObject> {
    for (const { person, github } of listMembers(organisation)) {
      if (accept(person)) yield userRow(github.id, github.login);
    }
    if (machine) yield userRow(MACHINE_USER.id, MACHINE_USER.login);
  };
  const isOwner = (person: Person) => GITHUB_OWNERS.includes(person.index);
  const without2fa = ({ index }: Person) =>
    index === CAST_INDEX.dmitriVolkov || createRandom(organisation.seed, `github-2fa/${index}`).chance(0.02);
  yield createArrayFile(
    `${folder}/members.json`,
    memberRows(() => true, true),
  );
  yield createArrayFile(`${folder}/members-admin.json`, memberRows(isOwner, false));
  yield createArrayFile(`${folder}/members-2fa-disabled.json`, memberRows(without2fa, true));
  yield createArrayFile(
    `${folder}/outside-collaborators.json`,
    outsiders.map(({ id, login }) => userRow(id, login)),
  );
  yield createDocumentsFile(`${folder}/verified-emails.json`, verifiedEmailPages(organisation));
  yield createDocumentsFile(`${folder}/saml-identities.json`, samlPages(organisation));
  for (const { person, github } of listMembers(organisation)) {
    yield createObjectFile(`${folder}/users/${github.login}.json`, profile(organisation.seed, person, github));
  }
  const others = [
    ...outsiders.map(({ id, login }) => ({ id, login, name: null })),
    { ...MACHINE_USER },
    { id: CI_BOT.id, login: CI_BOT.login, name: null },
  ];
  for (const { id, login, name } of others) {
    const row = userRow(id, login, login === CI_BOT.login ? "Bot" : "User");
    yield createObjectFile(`${folder}/users/${login}.json`, { ...row, name, company: null, email: null });
  }
}

function organisationRow(basePermission: "none" | "read", repositories: number): JsonObject {
  return {
    login: GITHUB_ORG,
    id: GITHUB_ORG_ID,
    node_id: nodeId("O", GITHUB_ORG_ID),
    name: "Northwind",
    company: null,
    email: `opensource@${DOMAIN}`,
    is_verified: true,
    total_private_repos: repositories,
    default_repository_permission: basePermission,
    members_can_create_repositories: false,
    two_factor_requirement_enabled: false,
    created_at: githubTimeBefore(3300.1),
    type: "Organization",
  };
}

function profile(seed: number, person: Person, github: GithubAccount): JsonObject {
  const random = createRandom(seed, `github-profile/${person.index}`);
  const draw = random.next();
  const usual = draw < 0.05 ? `${person.local.replace(".", "")}@mail.example` : draw < 0.06 ? "" : null;
  const byEvidence: Partial<Record<GithubAccount["evidence"], string | null>> = {
    verified: usual,
    public_email: person.email,
    noreply: `${github.id}+${github.login}@users.noreply.github.com`,
  };
  const named = github.evidence === "nothing" ? false : github.evidence === "name_only" || random.chance(0.7);
  return {
    ...userRow(github.id, github.login),
    name: named ? person.fullName : null,
    company: random.chance(0.3) ? "@northwind" : null,
    location: null,
    email: byEvidence[github.evidence] ?? null,
    bio: null,
    public_repos: random.integer(20),
    created_at: githubTimeBefore(300 + random.next() * 3000),
  };
}

/** Lists of a GraphQL connection, a hundred edges a page, as its cursors would give them. */
function* pages(edges: Iterable<JsonObject>): Generator<{ edges: JsonObject[]; pageInfo: JsonObject }> {
  let page: JsonObject[] = [];
  let ordinal = 0;
  const close = (hasNextPage: boolean) => {
    const endCursor = Buffer.from(`cursor:v2:${++ordinal}`).toString("base64");
    return { edges: page, pageInfo: { hasNextPage, endCursor } };
  };
  for (const edge of edges) {
    if (page.length === PAGE) {
      yield close(true);
      page = [];
    }
    page.push(edge);
  }
  yield close(false);
}

function* verifiedEmailPages(organisation: Organisation): Generator<JsonObject> {
  const edges = function* (): Generator<JsonObject> {
    for (const { person, github } of listMembers(organisation)) {
      const verified = github.evidence === "verified" ? [person.email] : [];
      yield { node: { login: github.login, databaseId: github.id, organizationVerifiedDomainEmails: verified } };
    }
    const { id, login } = MACHINE_USER;
    yield { node: { login, databaseId: id, organizationVerifiedDomainEmails: [] } };
  };
  for (const { edges: page, pageInfo } of pages(edges())) {
    yield { data: { organization: { membersWithRole: { pageInfo, edges: page } } } };
  }
}

function* samlPages(organisation: Organisation): Generator<JsonObject> {
  const node = (label: string, address: string, user: JsonObject | null): JsonObject => ({
    node: {
      guid: createUuid(organisation.seed, `saml/${label}`),
      samlIdentity: { nameId: address, username: null, emails: null },
      scimIdentity: { username: address },
      user,
    },
  });
  const edges = function* (): Generator<JsonObject> {
    for (const { person, github } of listMembers(organisation)) {
      if (!github.saml) continue;
      // The engineer Ana Silva once signed in with the other Ana Silva's session: two people claim one account.
      const confused = person.index === CAST_INDEX.anaSilvaEngineering;
      const address = confused ? `${CAST[CAST_INDEX.anaSilvaFinance].local}@${DOMAIN}` : person.email;
      yield node(String(person.index), address, { login: github.login, databaseId: github.id });
    }
    yield node("invited", `new.hire@${DOMAIN}`, null);
  };
  for (const { edges: page, pageInfo } of pages(edges())) {
    const samlIdentityProvider = {
      ssoUrl: "https://accounts.google.com/o/saml2/idp?idpid=C02n0rthw",
      externalIdentities: { pageInfo, edges: page },
    };
    yield { data: { organization: { samlIdentityProvider } } };
  }
}
