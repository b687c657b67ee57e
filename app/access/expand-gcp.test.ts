import { describe, expect, it } from "vitest";
import type { EffectiveAccess, Privilege } from "../model/access.ts";
import type { JsonObject } from "../model/json.ts";
import type { SourceTable } from "../model/source.ts";
import { expandEffectiveAccess } from "./expand.ts";
import type { SourceFact } from "./expand-facts.ts";

const privileges = {
  gcpRole: (role: string): Privilege => (role === "roles/owner" ? "owner" : "read"),
  githubRole: (): Privilege => "none",
  permissionSet: (): Privilege => "none",
  iamPolicies: () => [],
};

const workspace = (table: SourceTable, columns: JsonObject): SourceFact => ({
  table,
  scope: "google-workspace",
  columns,
  raw: columns,
});
const gcp = (table: SourceTable, columns: JsonObject): SourceFact => ({ table, scope: "gcp", columns, raw: columns });
const user = (id: string, email: string, more: JsonObject = {}): SourceFact =>
  workspace("google_workspace_users", { user_id: id, primary_email: email, aliases: [], customer_id: "C0", ...more });
const group = (id: string, email: string): SourceFact[] => [
  workspace("google_workspace_groups", { group_id: id, email, aliases: [] }),
  workspace("collected_listings", { listing: "workspace_members", listing_key: email.toLowerCase() }),
];
const member = (groupKey: string, id: string | null, email: string | null, type: string): SourceFact =>
  workspace("google_workspace_memberships", {
    group_key: groupKey,
    member_id: id,
    member_email: email,
    member_type: type,
  });
const project = (id: string, parent: string | null = null, number: string | null = null): SourceFact =>
  gcp("gcp_projects", { project_id: id, project_number: number, display_name: `The ${id}`, parent });
const folder = (id: string, parent: string | null): SourceFact =>
  gcp("gcp_folders", { folder_id: id, display_name: `The ${id}`, parent });
const binding = (resource: string, role: string, name: string, condition: JsonObject | null = null): SourceFact =>
  gcp("gcp_iam_bindings", { resource, role, member: name, condition });

const expand = (...rows: (SourceFact | SourceFact[])[]): EffectiveAccess[] =>
  expandEffectiveAccess({ rows: rows.flat(), links: new Map() }, privileges);
/** One line a row: subject, resource, role, path, hops. */
const lines = (rows: readonly EffectiveAccess[]): string[] =>
  rows.map(({ subject, resource, role, accessPath, via }) =>
    [subject.id, resource.id, role.replace("roles/", ""), accessPath, ...via.map((hop) => hop.id)].join(" "),
  );

const ada = user("1", "Ada@northwind.example");
const bob = user("2", "bob@partner.example");

describe("effective access to GCP", () => {
  it("gives the example of the contract: nested groups, then the folder where the grant is", () => {
    const [onFolder, onProject] = expand(
      ada,
      group("g1", "team@northwind.example"),
      group("g2", "Admins@northwind.example"),
      member("team@northwind.example", "1", "ada@northwind.example", "USER"),
      member("g2", null, "team@northwind.example", "GROUP"),
      folder("folders/1414", null),
      project("billing-prod", "folders/1414"),
      binding("folders/1414", "roles/owner", "group:admins@Northwind.example"),
    );
    expect(onFolder?.accessPath).toBe("group");
    expect(onProject).toEqual({
      person: null,
      subject: {
        provider: "google_workspace",
        type: "user",
        id: "1",
        label: "Ada@northwind.example",
        status: "active",
      },
      resource: { provider: "gcp", type: "gcp_project", id: "billing-prod", name: "The billing-prod" },
      role: "roles/owner",
      privilege: "owner",
      accessPath: "inherited",
      via: [
        { kind: "group", id: "g1", label: "team@northwind.example" },
        { kind: "group", id: "g2", label: "Admins@northwind.example" },
        { kind: "resource", id: "folders/1414", label: "The folders/1414" },
      ],
      condition: null,
      certainty: "exact",
    });
  });

  it("compares user: and group: without case with primary addresses and aliases, each with its own kind only", () => {
    const aliased = user("3", "eve@northwind.example", { aliases: ["e@northwind.example"] });
    const rows = expand(
      aliased,
      group("g1", "team@northwind.example"),
      project("p"),
      binding("projects/p", "roles/viewer", "user:E@Northwind.example"),
      binding("projects/p", "roles/viewer", "user:team@northwind.example"),
      binding("projects/p", "roles/viewer", "group:e@northwind.example"),
    );
    expect(rows.map(({ subject }) => [subject.type, subject.id, subject.status])).toEqual(
      [
        ["user", "3", "active"],
        ["group", "e@northwind.example", "unknown"],
        ["user", "team@northwind.example", "unknown"],
      ].sort((left, right) => (String(left[1]) < String(right[1]) ? -1 : 1)),
    );
  });

  it("ends at a cycle of groups and keeps every simple chain", () => {
    const rows = expand(
      ada,
      group("a", "a@n.example"),
      group("b", "b@n.example"),
      member("a", "1", null, "USER"),
      member("b", "1", null, "USER"),
      member("a", "b", null, "GROUP"),
      member("b", "a", null, "GROUP"),
      binding("projects/p", "roles/viewer", "group:a@n.example"),
    );
    expect(lines(rows)).toEqual(["1 p viewer group a", "1 p viewer group b a"]);
    expect(rows[0]?.resource.name).toBeNull();
  });

  it("keeps the 64 shortest chains and marks every row of that subject and grant", () => {
    const levels = [0, 1, 2, 3, 4, 5, 6];
    const rows = expand(
      ada,
      group("j0", "j0@n.example"),
      member("j0", "1", null, "USER"),
      levels.flatMap((level) => [
        ...group(`j${level + 1}`, `j${level + 1}@n.example`),
        ...["l", "r"].flatMap((side) => [
          ...group(`${side}${level}`, `${side}${level}@n.example`),
          member(`${side}${level}`, `j${level}`, null, "GROUP"),
          member(`j${level + 1}`, `${side}${level}`, null, "GROUP"),
        ]),
      ]),
      binding("projects/p", "roles/viewer", "group:j7@n.example"),
      binding("projects/q", "roles/viewer", "group:j6@n.example"),
    );
    const onP = rows.filter(({ resource }) => resource.id === "p");
    expect(onP).toHaveLength(64);
    expect(onP.every((row) => row.chainsTruncated === true)).toBe(true);
    expect(onP.every((row) => row.via[1]?.id === "l0")).toBe(true);
    const onQ = rows.filter(({ resource }) => resource.id === "q");
    expect(onQ).toHaveLength(64);
    expect(onQ.some((row) => "chainsTruncated" in row)).toBe(false);
  });

  it("takes a CUSTOMER member for every user of that customer, with no hop of its own", () => {
    const rows = expand(
      ada,
      user("2", "bob@northwind.example", { customer_id: "C1" }),
      group("g", "all@n.example"),
      member("g", "C0", null, "CUSTOMER"),
      binding("projects/p", "roles/viewer", "group:all@n.example"),
    );
    expect(lines(rows)).toEqual(["1 p viewer group g"]);
  });

  it("expands domain: to the users whose primary address is in it", () => {
    const aliased = user("3", "eve@n.example", { aliases: ["eve@partner.example"] });
    const rows = expand(ada, bob, aliased, binding("projects/p", "roles/viewer", "domain:Partner.example"));
    expect(lines(rows)).toEqual(["2 p viewer group partner.example"]);
    expect(rows[0]?.via[0]?.kind).toBe("domain");
  });

  it("keeps a group that nothing explains as a subject, also inside a granted group", () => {
    const rows = expand(
      workspace("google_workspace_groups", { group_id: "dark", email: "dark@n.example", aliases: [] }),
      group("g", "g@n.example"),
      member("g", "dark", "dark@n.example", "GROUP"),
      member("g", null, "gone@elsewhere.example", "GROUP"),
      binding("projects/p", "roles/viewer", "group:g@n.example"),
      binding("projects/p", "roles/viewer", "group:dark@n.example"),
    );
    expect(lines(rows)).toEqual([
      "dark p viewer direct",
      "dark p viewer group g",
      "gone@elsewhere.example p viewer group g",
    ]);
    expect(rows.map(({ subject }) => `${subject.type} ${subject.status}`)).toEqual([
      "group active",
      "group active",
      "group unknown",
    ]);
  });

  it("explains a group that only its members file tells of", () => {
    const rows = expand(
      ada,
      workspace("collected_listings", { listing: "workspace_members", listing_key: "ghost@n.example" }),
      member("ghost@n.example", "1", null, "USER"),
      binding("projects/p", "roles/viewer", "group:Ghost@n.example"),
    );
    expect(lines(rows)).toEqual(["1 p viewer group ghost@n.example"]);
  });

  it("does not expand the public, and never makes a service account a person", () => {
    const rows = expand(
      user("9", "robot@p.iam.gserviceaccount.com"),
      binding("projects/p", "roles/viewer", "allUsers"),
      binding("projects/p", "roles/viewer", "allAuthenticatedUsers"),
      binding("projects/p", "roles/viewer", "user:Robot@p.iam.gserviceaccount.com"),
      binding("projects/p", "roles/viewer", "serviceAccount:p.svc.id.goog[ns/ksa]"),
    );
    expect(rows.map(({ subject }) => `${subject.provider} ${subject.type} ${subject.id}`)).toEqual([
      "gcp public allAuthenticatedUsers",
      "gcp public allUsers",
      "gcp service_account p.svc.id.goog[ns/ksa]",
      "gcp service_account robot@p.iam.gserviceaccount.com",
    ]);
  });

  it("gives no row to deleted and federated members, nor to roles of an unknown project", () => {
    const rows = expand(
      ...["deleted:user:a@n.example?uid=1", "principal://x", "principalSet://x/*", "projectOwner:unknown", "user:"].map(
        (name) => binding("projects/p", "roles/viewer", name),
      ),
    );
    expect(rows).toEqual([]);
  });

  it("follows project roles to their holders, inherited and held by other project roles included", () => {
    const rows = expand(
      ada,
      bob,
      folder("folders/1", null),
      project("a", "folders/1"),
      project("b"),
      binding("folders/1", "roles/owner", "user:ada@northwind.example"),
      binding("projects/b", "roles/owner", "projectOwner:a"),
      binding("projects/b", "roles/viewer", "user:bob@partner.example"),
      binding("projects/c", "roles/storage.admin", "projectOwner:b"),
      binding("projects/c", "roles/storage.admin", "projectEditor:b"),
    );
    expect(lines(rows)).toContain("1 b owner group projectOwner:a");
    expect(lines(rows)).toContain("1 c storage.admin group projectOwner:b");
    expect(lines(rows).filter((line) => line.includes(" c "))).toHaveLength(1);
  });

  it("keeps roles apart by condition and unites what the policy file and the asset file both say", () => {
    const condition = { title: "Office", expression: "true", description: "x" };
    const rows = expand(
      ada,
      project("p", null, "4711"),
      binding("projects/p", "roles/viewer", "user:ada@northwind.example"),
      binding("projects/4711", "roles/viewer", "user:ADA@northwind.example"),
      binding("projects/p", "roles/viewer", "user:ada@northwind.example", condition),
      binding("projects/999", "roles/viewer", "user:ada@northwind.example"),
    );
    expect(rows.map(({ resource, condition: kept, certainty }) => [resource.id, kept, certainty])).toEqual([
      ["999", null, "exact"],
      ["p", null, "exact"],
      ["p", { title: "Office", expression: "true" }, "conditional"],
    ]);
  });

  it("reaches everything below an organisation or folder, and ends at a cycle of folders", () => {
    const rows = expand(
      ada,
      folder("folders/1", "folders/2"),
      folder("folders/2", "folders/1"),
      project("p", "folders/2"),
      binding("folders/1", "roles/viewer", "user:ada@northwind.example"),
    );
    expect(lines(rows)).toEqual([
      "1 folders/1 viewer direct",
      "1 folders/2 viewer inherited folders/1",
      "1 p viewer inherited folders/1",
    ]);
  });

  it("marks suspended and archived users and keeps them", () => {
    const rows = expand(
      user("1", "a@n.example", { suspended: true }),
      user("2", "b@n.example", { archived: true }),
      binding("projects/p", "roles/viewer", "domain:n.example"),
    );
    expect(rows.map(({ subject }) => subject.status)).toEqual(["suspended", "suspended"]);
  });
});
