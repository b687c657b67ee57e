import { describe, expect, it } from "vitest";
import type { EffectiveAccess, Privilege } from "../model/access.ts";
import type { JsonObject } from "../model/json.ts";
import type { SourceTable } from "../model/source.ts";
import { expandEffectiveAccess } from "./expand.ts";
import type { SourceFact } from "./expand-facts.ts";

const privileges = {
  gcpRole: (): Privilege => "none",
  githubRole: (_role: string, rank: number): Privilege => (rank >= 4 ? "admin" : rank === 3 ? "write" : "read"),
  permissionSet: (): Privilege => "none",
  iamPolicies: () => [],
};

const fact = (table: SourceTable, columns: JsonObject): SourceFact => ({
  table,
  scope: "github/acme",
  columns: { organisation: "acme", ...columns },
  raw: columns,
});
const settings = (base: string | null): SourceFact =>
  fact("github_organisations", { login: "Acme", name: "Acme Inc", default_repository_permission: base });
const listed = (listing: string, id: string): SourceFact => fact("github_org_memberships", { listing, user_id: id });
const repository = (name: string, visibility = "private"): SourceFact =>
  fact("github_repositories", { repository: name, visibility });
const team = (id: string, slug: string, parent: string | null = null): SourceFact[] => [
  fact("github_teams", { team_id: id, slug, name: `Team ${slug}`, parent_team_id: parent }),
  fact("collected_listings", { listing: "github_team_members", listing_key: slug }),
];
const inTeam = (slug: string, id: string): SourceFact =>
  fact("github_team_memberships", { team_slug: slug, user_id: id });
const permit = (slug: string, name: string, role: string, rank: number): SourceFact =>
  fact("github_repo_team_permissions", { team_slug: slug, repository: name, role, role_rank: rank });
const collaborator = (name: string, id: string, role: string, rank: number): SourceFact =>
  fact("github_repo_collaborator_permissions", { repository: name, user_id: id, role, role_rank: rank });

const expand = (...rows: (SourceFact | SourceFact[])[]): EffectiveAccess[] =>
  expandEffectiveAccess({ rows: rows.flat(), links: new Map() }, privileges);
const lines = (rows: readonly EffectiveAccess[]): string[] =>
  rows.map(({ subject, resource, role, accessPath, certainty, via }) =>
    [subject.id, resource.id, role, accessPath, certainty, ...via.map((hop) => hop.id)].join(" "),
  );

describe("effective access to GitHub", () => {
  it("makes owners admin of every repository and gives the base permission to members and owners", () => {
    const rows = expand(
      settings("write"),
      listed("admin", "1"),
      listed("member", "2"),
      listed("outside_collaborator", "3"),
      repository("api"),
    );
    expect(lines(rows)).toEqual([
      "1 Acme owner direct exact",
      "1 Acme/api admin inherited exact Acme",
      "1 Acme/api write inherited exact Acme",
      "2 Acme member direct exact",
      "2 Acme/api write inherited exact Acme",
    ]);
    expect(rows[1]?.via).toEqual([{ kind: "resource", id: "Acme", label: "Acme Inc" }]);
  });

  it("lets members read internal repositories when the base permission is none", () => {
    const rows = expand(settings("none"), listed("member", "2"), repository("api"), repository("in", "internal"));
    expect(lines(rows)).toEqual(["2 Acme member direct exact", "2 Acme/in read inherited exact Acme"]);
  });

  it("takes only the deepest listing of a user for a membership, and hops up to the team with the grant", () => {
    const rows = expand(
      team("10", "top"),
      team("11", "mid", "10"),
      team("12", "low", "11"),
      inTeam("low", "1"),
      inTeam("mid", "1"),
      inTeam("top", "1"),
      inTeam("top", "2"),
      permit("top", "api", "write", 3),
    );
    expect(lines(rows)).toEqual(["1 acme/api write inherited exact 12 11 10", "2 acme/api write group exact 10"]);
    expect(rows[0]?.resource.name).toBeNull();
  });

  it("counts a repository of a child team only when its role is higher than that of a team above", () => {
    const rows = expand(
      team("10", "top"),
      team("11", "low", "10"),
      inTeam("low", "1"),
      permit("top", "api", "write", 3),
      permit("low", "api", "ci-operator", 3),
      permit("low", "web", "admin", 5),
    );
    expect(lines(rows)).toEqual(["1 acme/api write inherited exact 11 10", "1 acme/web admin group exact 11"]);
  });

  it("ends at a cycle of parents, where no team takes anything from the other", () => {
    const rows = expand(
      team("10", "a", "11"),
      team("11", "b", "10"),
      inTeam("a", "1"),
      inTeam("b", "1"),
      permit("a", "api", "read", 1),
    );
    expect(lines(rows)).toEqual(["1 acme/api read group exact 10", "1 acme/api read inherited exact 11 10"]);
  });

  it("keeps a direct collaborator's role exact where it exceeds the rest, at_most where it does not", () => {
    const rows = expand(
      settings("read"),
      listed("member", "1"),
      listed("outside_collaborator", "2"),
      repository("api", "public"),
      collaborator("API", "1", "triage", 2),
      collaborator("api", "2", "read", 1),
      collaborator("web", "1", "read", 1),
    );
    expect(lines(rows).filter((line) => line.includes("direct"))).toEqual([
      "1 Acme member direct exact",
      "1 Acme/api triage direct exact",
      "1 Acme/web read direct at_most",
      "2 Acme/api read direct exact",
    ]);
  });

  it("does not take a public repository for a source, nor the list of users without a second factor", () => {
    const rows = expand(
      settings("none"),
      listed("member", "1"),
      listed("2fa_disabled", "9"),
      repository("api", "public"),
      collaborator("api", "1", "read", 1),
    );
    expect(lines(rows)).toEqual(["1 Acme member direct exact", "1 Acme/api read direct exact"]);
  });

  it("keeps a team without a members list as a subject, under a parent team too", () => {
    const rows = expand(
      team("10", "top"),
      fact("github_teams", { team_id: "11", slug: "dark", name: null, parent_team_id: "10" }),
      permit("top", "api", "read", 1),
      permit("dark", "web", "read", 1),
      permit("secret", "web", "read", 1),
    );
    expect(lines(rows)).toEqual([
      "11 acme/api read inherited exact 10",
      "11 acme/web read direct exact",
      "secret acme/web read direct exact",
    ]);
    expect(rows.map(({ subject }) => `${subject.type} ${subject.label} ${subject.status}`)).toEqual([
      "group dark active",
      "group dark active",
      "group secret unknown",
    ]);
  });

  it("shows a bot as a service account without a person, and a stranger's status as unknown", () => {
    const person = { id: "p", name: "P", email: null };
    const rows = expandEffectiveAccess(
      {
        rows: [
          fact("github_users", { origin: "collaborator", user_id: "7", login: "ci[bot]", user_type: "Bot" }),
          fact("github_users", { origin: "profile", user_id: "8", login: "Dev", user_type: "User" }),
          fact("github_users", { origin: "member", user_id: "8", login: "dev", user_type: null }),
          collaborator("api", "7", "read", 1),
          collaborator("api", "8", "read", 1),
        ],
        links: new Map([
          ["github\u001f7", person],
          ["github\u001f8", person],
        ]),
      },
      privileges,
    );
    expect(rows.map(({ subject, person: found }) => [subject.type, subject.label, subject.status, found])).toEqual([
      ["service_account", "ci[bot]", "unknown", null],
      ["user", "dev", "unknown", person],
    ]);
  });
});
