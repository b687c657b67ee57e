import type { AccessPath, Certainty, EffectiveAccess, Hop } from "../model/access.ts";
import { compareUtf8, smallestUtf8 } from "../model/utf8-order.ts";
import {
  type AccessDraft,
  type AccessFacts,
  type AccessPrivileges,
  type Account,
  createAccount,
  requiredTextOf,
  rowsOf,
  type SourceFact,
  textOf,
} from "./expand-facts.ts";
import { createTeams } from "./expand-github-teams.ts";

type Resource = EffectiveAccess["resource"];
type Repository = { key: string; resource: Resource; internal: boolean };

const BASE_RANKS = new Map([
  ["read", 1],
  ["write", 3],
  ["admin", 5],
]);

// Which file's login is shown when two files of one user differ (a renamed user).
const ORIGINS = [
  "member",
  "outside_collaborator",
  "team_member",
  "collaborator",
  "profile",
  "verified_emails",
  "saml_identity",
];

/** Effective access to GitHub organisations and repositories; docs/effective-access.md, "GitHub". */
export function expandGithub(facts: AccessFacts, privileges: AccessPrivileges): AccessDraft[] {
  const organisations = new Set(facts.rows.map(organisationOf).filter((organisation) => organisation !== null));
  return [...organisations].flatMap((organisation) => expandOrganisation(facts, privileges, organisation));
}

function expandOrganisation(facts: AccessFacts, privileges: AccessPrivileges, organisation: string): AccessDraft[] {
  const isOwn = (row: SourceFact): boolean => organisationOf(row) === organisation;
  const settings = rowsOf(facts, "github_organisations")
    .filter(isOwn)
    .sort((left, right) => compareUtf8(left.scope, right.scope))[0];
  const folder = smallestUtf8(facts.rows.filter(isOwn).map((row) => row.scope.slice("github/".length)));
  const login = (settings === undefined ? null : textOf(settings, "login")) ?? folder ?? organisation;
  const resource: Resource = {
    provider: "github",
    type: "github_organization",
    id: login,
    name: settings === undefined ? null : textOf(settings, "name"),
  };
  const organisationHop: Hop = { kind: "resource", id: login, label: resource.name ?? login };
  const repositories = readRepositories(facts, isOwn, login);
  const baseRole = (settings === undefined ? null : textOf(settings, "default_repository_permission")) ?? "none";
  const baseRank = BASE_RANKS.get(baseRole) ?? 0;
  const listing = (name: string): Set<string> =>
    new Set(
      rowsOf(facts, "github_org_memberships")
        .filter((row) => isOwn(row) && textOf(row, "listing") === name)
        .map((row) => requiredTextOf(row, "user_id")),
    );
  const owners = listing("admin");
  const members = new Set([...listing("member"), ...owners]);
  const outside = listing("outside_collaborator");
  const teams = createTeams(facts, isOwn);

  const drafts: AccessDraft[] = [];
  const reached = new Map<string, number>();
  const add = (
    account: Account,
    target: Resource,
    role: string,
    rank: number,
    accessPath: AccessPath,
    via: Hop[],
    certainty: Certainty = "exact",
  ): void => {
    const privilege = privileges.githubRole(role, rank);
    drafts.push({
      account,
      resource: target,
      role,
      privilege,
      accessPath,
      via,
      condition: null,
      certainty,
      truncated: false,
    });
  };
  const reach = (userId: string, repository: string, rank: number): void => {
    const key = JSON.stringify([userId, repository]);
    reached.set(key, Math.max(reached.get(key) ?? 0, rank));
  };

  for (const userId of members) {
    const account = accountOf(facts, userId);
    const isOwner = owners.has(userId);
    add(account, resource, isOwner ? "owner" : "member", isOwner ? 5 : 1, "direct", []);
    for (const { key, resource: target, internal } of repositories.values()) {
      if (isOwner) {
        add(account, target, "admin", 5, "inherited", [organisationHop]);
        reach(userId, key, 5);
      }
      const [role, rank]: [string, number] = baseRank > 0 ? [baseRole, baseRank] : ["read", internal ? 1 : 0];
      if (rank === 0) continue;
      add(account, target, role, rank, "inherited", [organisationHop]);
      reach(userId, key, rank);
    }
  }

  const teamUsers = new Set(
    rowsOf(facts, "github_team_memberships")
      .filter(isOwn)
      .map((row) => requiredTextOf(row, "user_id")),
  );
  for (const grant of teams.grants) {
    const target = repositories.get(grant.repository)?.resource;
    if (target === undefined) throw new Error(`repository ${grant.repository} of ${login} has a permission but no row`);
    for (const userId of teamUsers) {
      for (const team of teams.ofUser(userId)) {
        const path = teams.pathUp(team, grant.team);
        if (path === null) continue;
        add(
          accountOf(facts, userId),
          target,
          grant.role,
          grant.rank,
          path.length === 1 ? "group" : "inherited",
          path.map(teams.hop),
        );
        reach(userId, grant.repository, grant.rank);
      }
    }
    for (const team of teams.all) {
      const path = team.collected ? null : teams.pathUp(team, grant.team);
      if (path === null) continue;
      const account = createAccount(
        {
          provider: "github",
          type: "group",
          id: team.id,
          label: team.label,
          status: team.listed ? "active" : "unknown",
        },
        `${organisation}/${team.key}`,
      );
      add(
        account,
        target,
        grant.role,
        grant.rank,
        path.length === 1 ? "direct" : "inherited",
        path.slice(1).map(teams.hop),
      );
    }
  }

  for (const row of rowsOf(facts, "github_repo_collaborator_permissions").filter(isOwn)) {
    const userId = requiredTextOf(row, "user_id");
    const repository = requiredTextOf(row, "repository").toLowerCase();
    const target = repositories.get(repository)?.resource;
    if (target === undefined) throw new Error(`repository ${repository} of ${login} has a collaborator but no row`);
    const rank = Number(row.columns.role_rank);
    const isOutside = outside.has(userId) && !members.has(userId);
    const exceeds = rank > (reached.get(JSON.stringify([userId, repository])) ?? 0);
    add(
      accountOf(facts, userId),
      target,
      requiredTextOf(row, "role"),
      rank,
      "direct",
      [],
      isOutside || exceeds ? "exact" : "at_most",
    );
  }
  return drafts;
}

// The folder names the organisation and logins have no case.
function organisationOf(row: SourceFact): string | null {
  return row.scope.startsWith("github/") ? row.scope.slice("github/".length).toLowerCase() : null;
}

function readRepositories(
  facts: AccessFacts,
  isOwn: (row: SourceFact) => boolean,
  login: string,
): Map<string, Repository> {
  const listed = rowsOf(facts, "github_repositories").filter(isOwn);
  const named = [
    ...rowsOf(facts, "github_repo_team_permissions"),
    ...rowsOf(facts, "github_repo_collaborator_permissions"),
  ].filter(isOwn);
  const repositories = new Map<string, Repository>();
  for (const key of new Set([...listed, ...named].map((row) => requiredTextOf(row, "repository").toLowerCase()))) {
    const isThis = (row: SourceFact): boolean => requiredTextOf(row, "repository").toLowerCase() === key;
    const rows = listed.filter(isThis);
    const names = (rows.length > 0 ? rows : named.filter(isThis)).map((row) => requiredTextOf(row, "repository"));
    const name = smallestUtf8(names) ?? key;
    repositories.set(key, {
      key,
      resource: {
        provider: "github",
        type: "github_repository",
        id: `${login}/${name}`,
        name: rows.length > 0 ? name : null,
      },
      internal: rows.some((row) => textOf(row, "visibility") === "internal"),
    });
  }
  return repositories;
}

function accountOf(facts: AccessFacts, userId: string): Account {
  const rows = rowsOf(facts, "github_users").filter((row) => textOf(row, "user_id") === userId);
  const logins = ORIGINS.map((origin) =>
    smallestUtf8(
      rows
        .filter((row) => textOf(row, "origin") === origin)
        .map((row) => textOf(row, "login"))
        .filter((login) => login !== null),
    ),
  );
  const isListed = rowsOf(facts, "github_org_memberships").some(
    (row) => textOf(row, "user_id") === userId && textOf(row, "listing") !== "2fa_disabled",
  );
  return createAccount({
    provider: "github",
    type: rows.some((row) => textOf(row, "user_type") === "Bot") ? "service_account" : "user",
    id: userId,
    label: logins.find((login) => login !== null) ?? userId,
    status: isListed ? "active" : "unknown",
  });
}
