import { beforeAll, expect, test } from "vitest";
import type { Privilege } from "../../app/model/access.ts";
import type { Json } from "../../app/model/json.ts";
import { inOrder, row } from "../support/access-rows.ts";
import type { BundleFiles } from "../support/bundle-builder.ts";
import { type AccessRow, createProduct, type Product } from "../support/product.server.ts";

const IDS: Record<string, number> = { olga: 1, mia: 2, tom: 3, zoe: 4, out: 5, "ci[bot]": 6 };
const account = (login: string, rest: Record<string, Json> = {}) => ({
  login,
  id: IDS[login] ?? 99,
  node_id: `U_${login}`,
  type: login.endsWith("[bot]") ? "Bot" : "User",
  site_admin: false,
  ...rest,
});
const permissions = (rank: number) => ({
  pull: rank >= 1,
  triage: rank >= 2,
  push: rank >= 3,
  maintain: rank >= 4,
  admin: rank >= 5,
});
const RANKS = { read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };
const role = (name: keyof typeof RANKS) => ({ permissions: permissions(RANKS[name]), role_name: name });
const repository = (name: string, visibility = "private") => ({
  id: 1,
  name,
  full_name: `acme/${name}`,
  visibility,
  archived: false,
});
const team = (id: number, slug: string, parent: Json = null) => ({ id, slug, name: slug, permission: "admin", parent });

const subject = (login: string): AccessRow["subject"] => ({
  provider: "github",
  type: login.endsWith("[bot]") ? "service_account" : "user",
  id: String(IDS[login]),
  label: login,
  status: "active",
});
const repo = (name: string) => ({
  provider: "github" as const,
  type: "github_repository" as const,
  id: `acme/${name}`,
  name,
});
const ORG = { provider: "github" as const, type: "github_organization" as const, id: "acme", name: null };
const byOrg = { accessPath: "inherited" as const, via: [{ kind: "resource" as const, id: "acme", label: "acme" }] };
const teamHop = (id: number, slug: string) => ({ kind: "team" as const, id: String(id), label: slug });
const onOrg = (login: string, name: "owner" | "member") =>
  row(subject(login), ORG, name, name === "owner" ? "owner" : "read");

const organisation = (base: string, members: string[], owners: string[] = []): BundleFiles => ({
  "github/acme/org.json": { login: "acme", default_repository_permission: base },
  "github/acme/members.json": [...members, ...owners].map((login) => account(login)),
  "github/acme/members-admin.json": owners.map((login) => account(login)),
});

let product: Product;
beforeAll(async () => {
  product = await createProduct();
});

test("owners are admin everywhere by the organisation; the base permission is every member's, owners included", async () => {
  const rows = await product.accessOf({
    ...organisation("write", ["mia"], ["olga"]),
    "github/acme/outside-collaborators.json": [account("out")],
    "github/acme/repos.json": [repository("api")],
  });
  expect(rows).toEqual(
    inOrder([
      onOrg("olga", "owner"),
      onOrg("mia", "member"),
      row(subject("olga"), repo("api"), "admin", "admin", byOrg),
      row(subject("olga"), repo("api"), "write", "write", byOrg),
      row(subject("mia"), repo("api"), "write", "write", byOrg),
    ]),
  );
});

test("with base none, members still read internal repositories and no others", async () => {
  const rows = await product.accessOf({
    ...organisation("none", ["mia"]),
    "github/acme/repos.json": [repository("shared", "internal"), repository("secret"), repository("site", "public")],
  });
  expect(rows).toEqual([onOrg("mia", "member"), row(subject("mia"), repo("shared"), "read", "read", byOrg)]);
});

test("a team's grant reaches its members, and members of child teams by the parent; only the deepest listing counts", async () => {
  const rows = await product.accessOf({
    ...organisation("none", ["mia", "tom"]),
    "github/acme/teams.json": [
      team(10, "all"),
      team(11, "core", { id: 10, slug: "all" }),
      team(12, "kernel", { id: 11, slug: "core" }),
    ],
    "github/acme/team-members/all.json": ["mia", "tom"].map((login) => account(login)),
    "github/acme/team-members/core.json": [account("tom")],
    "github/acme/team-members/kernel.json": [account("tom")],
    "github/acme/repos.json": [repository("api")],
    "github/acme/team-repos/all.json": [{ ...repository("api"), ...role("triage") }],
    "github/acme/team-repos/core.json": [{ ...repository("api"), ...role("triage") }],
    "github/acme/team-repos/kernel.json": [{ ...repository("api"), ...role("maintain") }],
  });
  expect(rows).toEqual(
    inOrder([
      onOrg("mia", "member"),
      onOrg("tom", "member"),
      row(subject("mia"), repo("api"), "triage", "read", { accessPath: "group", via: [teamHop(10, "all")] }),
      row(subject("tom"), repo("api"), "maintain", "admin", { accessPath: "group", via: [teamHop(12, "kernel")] }),
      row(subject("tom"), repo("api"), "triage", "read", {
        accessPath: "inherited",
        via: [teamHop(12, "kernel"), teamHop(11, "core"), teamHop(10, "all")],
      }),
    ]),
  );
});

const CASES: [name: string, base: string, given: keyof typeof RANKS, certainty: "exact" | "at_most"][] = [
  ["more than the base permission is a grant", "read", "triage", "exact"],
  ["no more than the base permission is an upper bound", "write", "write", "at_most"],
  ["a public repository is no source", "none", "read", "exact"],
];
test.each(CASES)("direct collaborators: %s", async (_name, base, given, certainty) => {
  const level: Privilege = given === "write" ? "write" : "read";
  const rows = await product.accessOf({
    ...organisation(base, ["mia"]),
    "github/acme/repos.json": [repository("site", "public")],
    "github/acme/collaborators/site.json": [{ ...account("mia"), ...role(given) }],
  });
  expect(rows.filter(({ accessPath, resource }) => accessPath === "direct" && resource.id === "acme/site")).toEqual([
    row(subject("mia"), repo("site"), given, level, { certainty }),
  ]);
});

test("direct collaborators: owners, teams, outsiders, bots and custom roles", async () => {
  const rows = await product.accessOf({
    ...organisation("none", ["mia", "tom", "zoe"], ["olga"]),
    "github/acme/outside-collaborators.json": [account("out")],
    "github/acme/teams.json": [team(10, "core")],
    "github/acme/team-members/core.json": [account("tom")],
    "github/acme/team-repos/core.json": [{ ...repository("api"), ...role("write") }],
    "github/acme/repos.json": [repository("api")],
    "github/acme/collaborators/api.json": [
      { ...account("olga"), ...role("admin") },
      { ...account("tom"), ...role("write") },
      { ...account("mia"), permissions: permissions(3), role_name: "deployer" },
      { ...account("zoe"), permissions: permissions(4) },
      { ...account("out"), ...role("admin") },
      { ...account("ci[bot]"), ...role("write") },
    ],
  });
  const direct = rows.filter(({ accessPath, resource }) => accessPath === "direct" && resource.id === "acme/api");
  const withoutBot = direct.filter(({ subject: { id } }) => id !== "6");
  expect(withoutBot).toEqual(
    inOrder([
      row(subject("olga"), repo("api"), "admin", "admin", { certainty: "at_most" }),
      row(subject("tom"), repo("api"), "write", "write", { certainty: "at_most" }),
      row(subject("mia"), repo("api"), "deployer", "write"),
      row(subject("zoe"), repo("api"), "maintain", "admin"),
      row(subject("out"), repo("api"), "admin", "admin"),
    ]),
  );
  expect(direct.find(({ subject: { id } }) => id === "6")).toMatchObject({
    person: null,
    subject: { type: "service_account", label: "ci[bot]" },
    role: "write",
    certainty: "exact",
  });
});

test("logins compare without case and keep their number when renamed", async () => {
  const rows = await product.accessOf({
    ...organisation("none", ["mia"]),
    "github/acme/repos.json": [repository("Api")],
    "github/acme/collaborators/api.json": [{ ...account("mia"), login: "Mia-Renamed", ...role("write") }],
  });
  expect(rows.map(({ subject: { id }, resource, role: given }) => [id, resource.id, given])).toEqual([
    ["2", "acme", "member"],
    ["2", "acme/Api", "write"],
  ]);
});
