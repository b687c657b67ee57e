import { expect, test } from "vitest";
import type { EffectiveAccess, Hop } from "../model/access.ts";
import { type ExplainFacts, explainEdges, projectRoleKey, type RecordRef, sortPaths } from "./explain.ts";

const ref = (table: RecordRef["table"], id: string): RecordRef => ({ table, id });

const group = (id: string): Hop => ({ kind: "group", id, label: `${id}@x` });

function access(via: Hop[]): EffectiveAccess {
  return {
    person: { id: "p", name: "Ada", email: "ada@x" },
    subject: { provider: "google_workspace", type: "user", id: "1", label: "ada@x", status: "active" },
    resource: { provider: "gcp", type: "gcp_project", id: "billing-prod", name: "Billing" },
    role: "roles/owner",
    privilege: "owner",
    accessPath: via.length === 0 ? "direct" : "inherited",
    via,
    condition: null,
    certainty: "exact",
  };
}

const facts: ExplainFacts = {
  links: new Map([["ada", ref("canonical_user_provider_links", "link")]]),
  groups: [
    { id: "other", kind: "team", nativeId: "g1" },
    { id: "twin", kind: "group", nativeId: "g1" },
    { id: "one", kind: "group", nativeId: "g1" },
    { id: "two", kind: "group", nativeId: "g2" },
  ],
  memberships: [
    { groupId: "one", memberId: "ada", source: ref("google_workspace_memberships", "m1") },
    { groupId: "two", memberId: "one", source: ref("google_workspace_memberships", "m2") },
  ],
  domainMembers: new Map([["ada", ref("google_workspace_users", "user")]]),
  projectRoles: new Map([[projectRoleKey("ada", "projectOwner:p"), ref("gcp_iam_bindings", "basic")]]),
  ancestry: [
    { nativeId: "billing-prod", label: "Billing", source: ref("gcp_projects", "project") },
    { nativeId: "folders/1", label: "prod", source: ref("gcp_folders", "folder") },
    { nativeId: "organizations/1", label: "northwind", source: null },
  ],
};

const explain = (via: Hop[]) =>
  explainEdges({ access: access(via), accountId: "ada", grant: ref("gcp_iam_bindings", "grant") }, facts).map(
    (edge) => `${edge.from} ${edge.relation} ${edge.to} [${edge.source?.id ?? "-"}]`,
  );

test("the shortest path comes first, and equal ones keep their order", () => {
  const paths = [[group("a"), group("b")], [], [group("c")], [group("d")]].map((via) => ({ access: access(via) }));
  expect(sortPaths(paths).map((path) => path.access.via.map((hop) => hop.id).join())).toEqual(["", "c", "d", "a,b"]);
});

test("a direct grant is the person's account and the grant", () => {
  expect(explain([])).toEqual(["Ada is ada@x [link]", "ada@x granted Billing [grant]"]);
});

test("each step of a nested group has its own membership, of the right node of that id", () => {
  expect(explain([group("g1"), group("g2")])).toEqual([
    "Ada is ada@x [link]",
    "ada@x member_of g1@x [m1]",
    "g1@x member_of g2@x [m2]",
    "g2@x granted Billing [grant]",
  ]);
});

test("a grant on an ancestor goes down through every folder between", () => {
  expect(explain([{ kind: "resource", id: "organizations/1", label: "northwind" }])).toEqual([
    "Ada is ada@x [link]",
    "ada@x granted northwind [grant]",
    "northwind contains prod [folder]",
    "prod contains Billing [project]",
  ]);
});

test("a domain is proved by the user's record, a project role by the basic role's grant", () => {
  expect(explain([{ kind: "domain", id: "x", label: "x" }])[1]).toBe("ada@x member_of x [user]");
  expect(explain([{ kind: "project_role", id: "projectOwner:p", label: "projectOwner:p" }])[1]).toBe(
    "ada@x member_of projectOwner:p [basic]",
  );
});

test("an edge whose record is gone is kept without it", () => {
  expect(explain([group("g9")])[1]).toBe("ada@x member_of g9@x [-]");
  expect(explain([{ kind: "resource", id: "folders/9", label: "gone" }]).at(-1)).toBe("gone contains Billing [-]");
});
