import { beforeAll, expect, test } from "vitest";
import type { Json } from "../../app/model/json.ts";
import { inOrder, row, workspaceSubject } from "../support/access-rows.ts";
import type { BundleFiles } from "../support/bundle-builder.ts";
import { createProduct, type Product } from "../support/product.server.ts";

const DOMAIN = "northwind.example";
const user = (id: string, rest: Record<string, Json> = {}) => ({
  id,
  primaryEmail: `${id}@${DOMAIN}`,
  name: { fullName: id.toUpperCase() },
  customerId: "C1",
  ...rest,
});
const subject = (id: string, domain = DOMAIN) => workspaceSubject(id, `${id}@${domain}`, id.toUpperCase());
const policy = (role: string, ...members: string[]) => ({ bindings: [{ role, members }], etag: "x" });
const project = (id: string) => ({
  provider: "gcp" as const,
  type: "gcp_project" as const,
  id,
  name: id.toUpperCase(),
});
const folder = { provider: "gcp" as const, type: "gcp_folder" as const, id: "folders/1", name: "prod" };
const hop = (kind: "group" | "domain" | "project_role" | "resource", id: string, label = id) => ({ kind, id, label });
const PROJECTS: BundleFiles = {
  "gcp/folders.json": [{ name: "folders/1", displayName: "prod", parent: "organizations/1" }],
  "gcp/projects.json": ["a", "b"].map((id, index) => ({
    projectId: id,
    projectNumber: `${100 + index}`,
    name: id.toUpperCase(),
    parent: { type: "folder", id: "1" },
  })),
};
const GROUP: BundleFiles = { "google-workspace/groups.json": [{ id: "g1", email: `all@${DOMAIN}` }] };
const stranger = (id: string) => ({
  provider: "google_workspace" as const,
  type: "user" as const,
  id,
  label: id,
  status: "unknown" as const,
});
const robot = (id: string) => ({ ...stranger(id), provider: "gcp" as const, type: "service_account" as const });

let product: Product;
beforeAll(async () => {
  product = await createProduct();
});

test("a CUSTOMER member is every user of that customer, suspended ones too, without a hop of its own", async () => {
  const rows = await product.accessOf({
    ...PROJECTS,
    ...GROUP,
    "google-workspace/users.json": [
      user("ada"),
      user("bob", { archived: true }),
      user("eve", { customerId: "C2", primaryEmail: "eve@other.example" }),
    ],
    [`google-workspace/members/all@${DOMAIN}.json`]: { members: [{ id: "C1", type: "CUSTOMER", role: "MEMBER" }] },
    "gcp/iam-policies/projects/a.json": policy("roles/viewer", `group:all@${DOMAIN}`),
  });
  const byGroup = { accessPath: "group" as const, via: [hop("group", "g1", `all@${DOMAIN}`)] };
  const bob = { ...subject("bob"), status: "suspended" as const };
  expect(rows).toEqual([
    row(subject("ada"), project("a"), "roles/viewer", "read", byGroup),
    row(bob, project("a"), "roles/viewer", "read", byGroup),
  ]);
});

test("domain: is every user whose primary address is in it; an alias in it does not count", async () => {
  const rows = await product.accessOf({
    ...PROJECTS,
    "google-workspace/users.json": [
      user("ada"),
      user("eve", { primaryEmail: "eve@other.example", aliases: [`eve@${DOMAIN}`] }),
      user("sub", { primaryEmail: `sub@a.${DOMAIN}` }),
    ],
    "gcp/iam-policies/projects/a.json": policy("roles/viewer", "domain:NorthWind.example"),
  });
  const byDomain = { accessPath: "group" as const, via: [hop("domain", DOMAIN)] };
  expect(rows).toEqual([row(subject("ada"), project("a"), "roles/viewer", "read", byDomain)]);
});

test("allUsers and allAuthenticatedUsers are public subjects, inherited like others and not expanded", async () => {
  const rows = await product.accessOf({
    ...PROJECTS,
    "google-workspace/users.json": [user("ada")],
    "gcp/iam-policies/folders/1.json": policy("roles/browser", "allUsers"),
    "gcp/iam-policies/projects/a.json": policy("roles/viewer", "allAuthenticatedUsers"),
  });
  const open = (id: string) => ({ ...robot(id), type: "public" as const });
  const below = { accessPath: "inherited" as const, via: [hop("resource", "folders/1", "prod")] };
  const statusOf = (id: string) => rows.find((given) => given.subject.id === id)?.subject.status ?? "unknown";
  const [everyone, signedIn] = [open("allUsers"), open("allAuthenticatedUsers")].map((given) => ({
    ...given,
    status: statusOf(given.id),
  }));
  if (everyone === undefined || signedIn === undefined) throw new Error("both are there");
  expect(rows).toEqual(
    inOrder([
      row(signedIn, project("a"), "roles/viewer", "read"),
      row(everyone, folder, "roles/browser", "read"),
      row(everyone, project("a"), "roles/browser", "read", below),
      row(everyone, project("b"), "roles/browser", "read", below),
    ]),
  );
});

test("projectOwner: is who holds that basic role on that project, inherited and by groups, with one hop", async () => {
  const rows = await product.accessOf({
    ...PROJECTS,
    ...GROUP,
    "google-workspace/users.json": [user("ada"), user("bob"), user("eve")],
    [`google-workspace/members/all@${DOMAIN}.json`]: [{ id: "bob", type: "USER" }],
    "gcp/iam-policies/folders/1.json": policy("roles/owner", `group:all@${DOMAIN}`),
    "gcp/iam-policies/projects/a.json": {
      bindings: [
        { role: "roles/owner", members: [`user:ada@${DOMAIN}`] },
        { role: "roles/editor", members: [`user:eve@${DOMAIN}`] },
      ],
    },
    "gcp/iam-policies/projects/b.json": policy("roles/storage.admin", "projectOwner:a", "projectOwner:unknown-project"),
  });
  const owners = rows.filter(({ role }) => role === "roles/storage.admin");
  const label = owners[0]?.via[0]?.label ?? "";
  expect(owners.map(({ via }) => via[0]?.id)).toEqual(["projectOwner:a", "projectOwner:a"]);
  const byRole = { accessPath: "group" as const, via: [hop("project_role", "projectOwner:a", label)] };
  expect(owners).toEqual([
    row(subject("ada"), project("b"), "roles/storage.admin", "admin", byRole),
    row(subject("bob"), project("b"), "roles/storage.admin", "admin", byRole),
  ]);
});

test("deleted:, principal:, principalSet: and projectOwner: of nothing give no row and are listed by doctor", async () => {
  const members = [
    "deleted:user:ada@northwind.example?uid=1",
    "deleted:serviceAccount:x@y.iam.gserviceaccount.com?uid=2",
    "deleted:group:all@northwind.example?uid=3",
    "principal://iam.googleapis.com/locations/global/workforcePools/p/subject/s",
    "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*",
    "projectOwner:unknown-project",
  ];
  const files = {
    ...PROJECTS,
    ...GROUP,
    "google-workspace/users.json": [user("ada")],
    "gcp/iam-policies/projects/a.json": policy("roles/viewer", ...members),
  };
  await product.ingest(files, "--tenant", "orphans");
  expect(await product.access("--tenant", "orphans")).toEqual([]);
  const { code, stdout } = await product.run("doctor", "--tenant", "orphans", "--json");
  expect(code).toBe(1);
  const { orphanedGrants } = JSON.parse(stdout) as { orphanedGrants: { member: string }[] };
  expect(orphanedGrants.map(({ member }) => member).sort()).toEqual(members.toSorted());
});

test("who is known only by a binding or a membership: its address as id; gserviceaccount.com is never a person", async () => {
  const outsider = "Guest@Outside.example";
  const agent = "service-100@gcp-sa-pubsub.iam.gserviceaccount.com";
  const rows = await product.accessOf({
    ...PROJECTS,
    ...GROUP,
    "google-workspace/users.json": [user("ada")],
    [`google-workspace/members/all@${DOMAIN}.json`]: [
      { id: "555", email: outsider, type: "USER" },
      { id: "556", email: agent, type: "USER" },
    ],
    "gcp/iam-policies/projects/a.json": policy(
      "roles/viewer",
      `group:all@${DOMAIN}`,
      "user:Nobody@Outside.example",
      "group:Nowhere@Outside.example",
      `serviceAccount:${agent}`,
      "serviceAccount:a.svc.id.goog[ns/ksa]",
    ),
  });
  const byGroup = { accessPath: "group" as const, via: [hop("group", "g1", `all@${DOMAIN}`)] };
  const unknownGroup = { ...stranger("nowhere@outside.example"), type: "group" as const };
  const withoutStatus = rows.map((given) => ({ ...given, subject: { ...given.subject, status: "unknown" } }));
  expect(withoutStatus).toEqual(
    inOrder([
      row(robot(agent), project("a"), "roles/viewer", "read"),
      row(robot(agent), project("a"), "roles/viewer", "read", byGroup),
      row(robot("a.svc.id.goog[ns/ksa]"), project("a"), "roles/viewer", "read"),
      row(stranger("guest@outside.example"), project("a"), "roles/viewer", "read", byGroup),
      row(stranger("nobody@outside.example"), project("a"), "roles/viewer", "read"),
      row(unknownGroup, project("a"), "roles/viewer", "read"),
    ]),
  );
});

test("a listed group whose members file is missing is a subject; with an empty file it is empty", async () => {
  const files: BundleFiles = {
    ...PROJECTS,
    ...GROUP,
    "gcp/iam-policies/projects/a.json": policy("roles/viewer", `group:all@${DOMAIN}`),
  };
  const opaque = { ...stranger("g1"), type: "group" as const, label: `all@${DOMAIN}` };
  const rows = await product.accessOf(files);
  expect(rows).toEqual([
    row({ ...opaque, status: rows[0]?.subject.status ?? "unknown" }, project("a"), "roles/viewer", "read"),
  ]);
  expect(await product.accessOf({ ...files, "google-workspace/members/g1.json": "" })).toEqual([]);
});

test("explain gives every path, shortest first, with the source and the sync time of each edge", async () => {
  await product.ingest({
    ...PROJECTS,
    ...GROUP,
    "google-workspace/users.json": [user("ada")],
    [`google-workspace/members/all@${DOMAIN}.json`]: [{ id: "ada", type: "USER" }],
    "gcp/iam-policies/folders/1.json": policy("roles/owner", `group:all@${DOMAIN}`),
    "gcp/iam-policies/projects/a.json": policy("roles/viewer", `user:ada@${DOMAIN}`, `group:all@${DOMAIN}`),
  });
  const { code, stdout } = await product.run(
    "access",
    "explain",
    "--person",
    `Ada@${DOMAIN}`,
    "--resource",
    "a",
    "--json",
  );
  expect(code).toBe(0);
  const { person, paths } = JSON.parse(stdout) as {
    person: { name: string };
    paths: {
      access: { role: string; via: Json[] };
      edges: { source: { table: string } | null; syncedAt: string | null }[];
    }[];
  };
  expect(person.name).toBe("ADA");
  expect(paths.map(({ access }) => [access.role, access.via.length])).toEqual([
    ["roles/viewer", 0],
    ["roles/viewer", 1],
    ["roles/owner", 2],
  ]);
  for (const edge of paths.flatMap(({ edges }) => edges)) {
    expect(edge.source?.table).toMatch(/^[a-z_]+$/);
    expect(edge.syncedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
  }
  const text = await product.run("access", "explain", "--person", `ada@${DOMAIN}`, "--resource", "a");
  expect(text.stdout).toMatch(/^ADA reaches gcp_project a \(A\) by 3 paths:/);
  const none = await product.run("access", "explain", "--person", `ada@${DOMAIN}`, "--resource", "b");
  expect(none.code).toBe(0);
});
