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
const group = (id: string) => ({ id: `g-${id}`, email: `${id}@${DOMAIN}` });
const inGroup = (...ids: string[]): Json => ids.map((id) => ({ id, type: "USER", email: `${id}@${DOMAIN}` }));
const groupIn = (...ids: string[]): Json =>
  ids.map((id) => ({ id: `g-${id}`, type: "GROUP", email: `${id}@${DOMAIN}` }));
const policy = (...bindings: [role: string, members: string | string[], condition?: Json][]) => ({
  version: 3,
  etag: "x",
  bindings: bindings.map(([role, members, condition]) => ({
    role,
    members: [members].flat(),
    ...(condition === undefined ? {} : { condition }),
  })),
});
const subject = (id: string, status?: "suspended") => workspaceSubject(id, `${id}@${DOMAIN}`, id.toUpperCase(), status);
const via = (id: string) => ({ kind: "group" as const, id: `g-${id}`, label: `${id}@${DOMAIN}` });
const resource = (id: string, name: string | null = null) => ({
  provider: "gcp" as const,
  type: id.startsWith("org")
    ? ("gcp_organization" as const)
    : id.startsWith("fol")
      ? ("gcp_folder" as const)
      : ("gcp_project" as const),
  id,
  name,
});
const at = (id: string, label = id) => ({ kind: "resource" as const, id, label });

const HIERARCHY: BundleFiles = {
  "gcp/organizations.json": [{ name: "organizations/1337", displayName: DOMAIN, owner: { directoryCustomerId: "C1" } }],
  "gcp/folders.json": [
    { name: "folders/1", parent: "organizations/1337", displayName: "prod", lifecycleState: "ACTIVE" },
    { name: "folders/2", parent: "folders/1", displayName: "deep", state: "DELETE_REQUESTED" },
  ],
  "gcp/projects.json": [
    {
      projectId: "billing",
      projectNumber: "1043",
      name: "Billing",
      lifecycleState: "DELETE_REQUESTED",
      parent: { type: "folder", id: "2" },
    },
    { name: "projects/1044", projectId: "web", displayName: "Web", parent: "organizations/1337", state: "ACTIVE" },
    { projectId: "alone", projectNumber: "1045", name: "Alone" },
  ],
};
const ORG = resource("organizations/1337", DOMAIN);
const PROD = resource("folders/1", "prod");
const DEEP = resource("folders/2", "deep");
const BILLING = resource("billing", "Billing");
const WEB = resource("web", "Web");
const ALONE = resource("alone", "Alone");

let product: Product;
beforeAll(async () => {
  product = await createProduct();
});

test("a grant on an organisation or folder reaches what is below it, and stays on the node itself", async () => {
  const rows = await product.accessOf({
    ...HIERARCHY,
    "google-workspace/users.json": [user("ada"), user("bob", { suspended: true })],
    "gcp/iam-policies/organizations/1337.json": policy(["roles/owner", `user:ADA@${DOMAIN}`]),
    "gcp/iam-policies/folders/1.json": policy(["roles/run.invoker", `user:bob@${DOMAIN}`]),
    "gcp/iam-policies/projects/billing.json": policy(["roles/owner", `user:ada@${DOMAIN}`]),
  });
  const fromOrg = { accessPath: "inherited" as const, via: [at("organizations/1337", DOMAIN)] };
  const fromProd = { accessPath: "inherited" as const, via: [at("folders/1", "prod")] };
  const bob = subject("bob", "suspended");
  expect(rows).toEqual(
    inOrder([
      row(subject("ada"), ORG, "roles/owner", "owner"),
      ...[PROD, DEEP, BILLING, WEB].map((below) => row(subject("ada"), below, "roles/owner", "owner", fromOrg)),
      row(subject("ada"), BILLING, "roles/owner", "owner"),
      row(bob, PROD, "roles/run.invoker", "write"),
      ...[DEEP, BILLING].map((below) => row(bob, below, "roles/run.invoker", "write", fromProd)),
    ]),
  );
});

test("nested groups: each step is a hop, a diamond is two rows, a cycle ends, an inherited grant ends with its resource", async () => {
  const rows = await product.accessOf({
    ...HIERARCHY,
    "google-workspace/users.json": [user("ada")],
    "google-workspace/groups.json": ["top", "left", "right", "low"].map(group),
    [`google-workspace/members/top@${DOMAIN}.json`]: groupIn("left", "right"),
    "google-workspace/members/g-left.json": groupIn("low"),
    [`google-workspace/members/right@${DOMAIN}.json`]: groupIn("low"),
    [`google-workspace/members/low@${DOMAIN}.json`]: [inGroup("ada"), groupIn("top")].flat() as Json,
    "gcp/iam-policies/folders/2.json": policy(["roles/viewer", `group:Top@${DOMAIN}`]),
  });
  const chains = [
    [via("low"), via("left"), via("top")],
    [via("low"), via("right"), via("top")],
  ];
  expect(rows).toEqual(
    inOrder(
      chains.flatMap((hops) => [
        row(subject("ada"), DEEP, "roles/viewer", "read", { accessPath: "group", via: hops }),
        row(subject("ada"), BILLING, "roles/viewer", "read", {
          accessPath: "inherited",
          via: [...hops, at("folders/2", "deep")],
        }),
      ]),
    ),
  );
});

test("aliases name users and groups, without case; one address in several spellings is one grant", async () => {
  const rows = await product.accessOf({
    ...HIERARCHY,
    "google-workspace/users.json": [
      user("ada", { aliases: [`Countess@${DOMAIN}`], nonEditableAliases: ["ada@test.example"] }),
    ],
    "google-workspace/groups.json": [{ ...group("devs"), aliases: [`builders@${DOMAIN}`] }],
    [`google-workspace/members/devs@${DOMAIN}.json`]: inGroup("ada"),
    "gcp/iam-policies/projects/web.json": policy(
      ["roles/viewer", [`user:COUNTESS@${DOMAIN}`, "user:ada@test.example", `user:ada@${DOMAIN}`]],
      ["roles/editor", [`group:Builders@${DOMAIN}`, `group:devs@${DOMAIN}`]],
    ),
  });
  expect(rows).toEqual([
    row(subject("ada"), WEB, "roles/editor", "write", { accessPath: "group", via: [via("devs")] }),
    row(subject("ada"), WEB, "roles/viewer", "read"),
  ]);
});

test("the key of a binding is resource, role and condition: a conditional grant is a row of its own", async () => {
  const condition = { title: "office", description: "x", expression: "request.time < timestamp('2027-01-01')" };
  const rows = await product.accessOf({
    ...HIERARCHY,
    "google-workspace/users.json": [user("ada")],
    "gcp/iam-policies/projects/web.json": policy(
      ["projects/web/roles/billingAdmin", `user:ada@${DOMAIN}`],
      ["roles/storage.objectCreator", `user:ada@${DOMAIN}`, condition],
      ["roles/unheardOf", `user:ada@${DOMAIN}`],
    ),
    "gcp/iam-policies/projects/alone.json": policy(
      ["roles/browser", `user:ada@${DOMAIN}`],
      ["roles/browser", `user:ada@${DOMAIN}`, { expression: "true" }],
    ),
  });
  const { title, expression } = condition;
  expect(rows.slice(2)).toEqual([
    row(subject("ada"), WEB, "projects/web/roles/billingAdmin", "admin"),
    row(subject("ada"), WEB, "roles/storage.objectCreator", "write", {
      condition: { title, expression },
      certainty: "conditional",
    }),
    row(subject("ada"), WEB, "roles/unheardOf", "read"),
  ]);
  expect(rows.slice(0, 2)).toHaveLength(2);
  expect(rows.slice(0, 2)).toEqual(
    expect.arrayContaining([
      row(subject("ada"), ALONE, "roles/browser", "read"),
      row(subject("ada"), ALONE, "roles/browser", "read", {
        condition: { title: null, expression: "true" },
        certainty: "conditional",
      }),
    ]),
  );
});

test("policy files and the asset file are united, by number and by id; policies of other assets give no row", async () => {
  const project = "cloudresourcemanager.googleapis.com/Project";
  const base = {
    ...HIERARCHY,
    "google-workspace/users.json": [user("ada"), user("bob")],
    "gcp/iam-policies/projects/1043.json": policy(["roles/viewer", `user:ada@${DOMAIN}`]),
  };
  const found = (name: string, assetType: string, member: string) => ({
    resource: `//cloudresourcemanager.googleapis.com/${name}`,
    assetType,
    project: "projects/1043",
    policy: { bindings: [{ role: "roles/viewer", members: [member] }] },
  });
  const searched = [
    found("projects/1043", project, `user:ada@${DOMAIN}`),
    found("projects/billing", project, `user:bob@${DOMAIN}`),
    found("folders/2", "cloudresourcemanager.googleapis.com/Folder", `user:bob@${DOMAIN}`),
    {
      ...found("projects/billing", "storage.googleapis.com/Bucket", `user:bob@${DOMAIN}`),
      resource: "//storage.googleapis.com/b",
    },
  ];
  const exported = searched
    .map(({ resource: name, assetType, policy: iam }) =>
      JSON.stringify({ name, asset_type: assetType, iam_policy: iam }),
    )
    .join("\n");
  const below = { accessPath: "inherited" as const, via: [at("folders/2", "deep")] };
  const expected = inOrder([
    row(subject("ada"), BILLING, "roles/viewer", "read"),
    row(subject("bob"), BILLING, "roles/viewer", "read"),
    row(subject("bob"), DEEP, "roles/viewer", "read"),
    row(subject("bob"), BILLING, "roles/viewer", "read", below),
  ]);
  expect(await product.accessOf({ ...base, "gcp/asset-iam-policies.json": searched })).toEqual(expected);
  expect(await product.accessOf({ ...base, "gcp/asset-iam-policies.json": exported })).toEqual(expected);
});

test("a resource that no listing names is kept with a null name", async () => {
  const rows = await product.accessOf({
    "google-workspace/users.json": [user("ada")],
    "gcp/iam-policies/projects/unlisted.json": policy(["roles/owner", `user:ada@${DOMAIN}`]),
    "gcp/iam-policies/organizations/99.json": policy(["roles/owner", `user:ada@${DOMAIN}`]),
  });
  expect(rows).toEqual([
    row(subject("ada"), resource("organizations/99"), "roles/owner", "owner"),
    row(subject("ada"), resource("unlisted"), "roles/owner", "owner"),
  ]);
});

test("a ladder of diamonds of 256 chains keeps the 64 first, bytewise, marked, in the order of the export", async () => {
  const files: BundleFiles = {
    ...HIERARCHY,
    "google-workspace/users.json": [user("ada")],
    "gcp/iam-policies/projects/web.json": policy(["roles/owner", `group:n0@${DOMAIN}`]),
  };
  const groups: string[] = ["n0"];
  for (let step = 0; step < 8; step++) {
    const [left, right] = [`l${step}`, `r${step}`];
    groups.push(left, right, `n${step + 1}`);
    files[`google-workspace/members/n${step}@${DOMAIN}.json`] = groupIn(left, right);
    for (const side of [left, right])
      files[`google-workspace/members/${side}@${DOMAIN}.json`] = groupIn(`n${step + 1}`);
  }
  files[`google-workspace/members/n8@${DOMAIN}.json`] = inGroup("ada");
  files["google-workspace/groups.json"] = groups.map(group);
  const all = Array.from({ length: 256 }, (_, number) => {
    const hops = [via("n8")];
    for (let step = 7; step >= 0; step--) hops.push(via(`${(number >> step) & 1 ? "r" : "l"}${step}`), via(`n${step}`));
    return hops;
  });
  const rows = await product.accessOf(files);
  expect(rows).toEqual(
    inOrder(
      all.map((hops) =>
        row(subject("ada"), WEB, "roles/owner", "owner", { accessPath: "group", via: hops, chainsTruncated: true }),
      ),
    ).slice(0, 64),
  );
});
