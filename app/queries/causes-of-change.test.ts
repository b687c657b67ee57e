import { expect, test } from "vitest";
import type { TracedPath } from "../model/changes.ts";
import { listCauses, listNamesOnPaths, type RecordEvent } from "./causes-of-change.ts";

const ADA = { id: "1", label: "ada@acme.example" };
const BILLING = { id: "billing-prod", label: "Billing" };
const DEVS = { kind: "group" as const, id: "g1", label: "devs@acme.example" };
const CLOUD = { kind: "group" as const, id: "g2", label: "cloud@acme.example" };
const PROD = { kind: "resource" as const, id: "folders/1", label: "prod" };

const OWNER: TracedPath = {
  role: "roles/owner",
  privilege: "owner",
  accessPath: "inherited",
  via: [DEVS, CLOUD, PROD],
  condition: null,
  certainty: "exact",
  grantTable: "gcp_iam_bindings",
  grantId: "grant",
};
const gained = { subject: ADA, resource: BILLING, gained: [OWNER], lost: [] };
const lost = { subject: ADA, resource: BILLING, gained: [], lost: [OWNER] };

const event = (table: string, operation: string, state: RecordEvent["state"] = {}, id = "record"): RecordEvent => ({
  table,
  id,
  operation,
  state,
});
const member = (operation: string, group_key: string, state: RecordEvent["state"]) =>
  event("google_workspace_memberships", operation, { group_key, ...state });
const textsOf = (change: typeof gained | typeof lost, ...events: RecordEvent[]) =>
  listCauses(change, events).map(({ text }) => text);

test("the grant of a path is a cause when it appears, goes, or is changed", () => {
  const grant = (operation: string) => event("gcp_iam_bindings", operation, {}, "grant");
  expect(textsOf(gained, grant("CREATED"))).toEqual(["roles/owner on prod was granted to cloud@acme.example"]);
  expect(textsOf(gained, grant("RESTORED"))).toEqual(["roles/owner on prod was granted to cloud@acme.example"]);
  expect(textsOf(lost, grant("DELETED"))).toEqual(["roles/owner on prod was taken from cloud@acme.example"]);
  expect(textsOf(lost, grant("UPDATED"))).toEqual(["roles/owner on prod was changed for cloud@acme.example"]);
  expect(textsOf(gained, event("gcp_iam_bindings", "CREATED", {}, "another"))).toEqual([]);
});

test("a membership is a cause between two neighbours on the path, by any name of theirs", () => {
  expect(textsOf(gained, member("CREATED", "devs@acme.example", { member_id: "1" }))).toEqual([
    "ada@acme.example joined devs@acme.example",
  ]);
  expect(textsOf(lost, member("DELETED", "g2", { member_email: "DEVS@acme.example" }))).toEqual([
    "devs@acme.example left cloud@acme.example",
  ]);
  expect(textsOf(gained, member("CREATED", "cloud@acme.example", { member_id: "1" })), "not neighbours").toEqual([]);
  expect(textsOf(gained, member("CREATED", "devs@acme.example", { member_id: "2" })), "somebody else").toEqual([]);
});

test("a path that came hangs on nothing that went, and one that went on nothing that came", () => {
  expect(textsOf(gained, member("DELETED", "g1", { member_id: "1" }))).toEqual([]);
  expect(textsOf(lost, member("CREATED", "g1", { member_id: "1" }))).toEqual([]);
  expect(textsOf(lost, member("RESTORED", "g1", { member_id: "1" }))).toEqual([]);
});

test("what stands on the path is a cause, after grants and memberships", () => {
  expect(
    textsOf(
      gained,
      event("gcp_projects", "UPDATED", { project_id: "billing-prod" }, "project"),
      event("google_workspace_users", "CREATED", { user_id: "1" }, "user"),
      event("google_workspace_groups", "UPDATED", { group_id: "g2" }, "group"),
      event("gcp_folders", "UPDATED", { folder_id: "folders/2" }, "elsewhere"),
      member("CREATED", "g1", { member_id: "1" }),
    ),
  ).toEqual([
    "ada@acme.example joined devs@acme.example",
    "the group cloud@acme.example was changed",
    "the account ada@acme.example appeared",
    "the resource Billing was changed",
  ]);
});

test("a team is found by the slug of its name, a repository by its own name, a role by its name", () => {
  const team: TracedPath = {
    ...OWNER,
    role: "Deploy",
    via: [{ kind: "team", id: "7", label: "Web & Mobile" }],
  };
  const change = {
    subject: { id: "9", label: "ada" },
    resource: { id: "acme/site", label: "site" },
    gained: [team],
    lost: [],
  };
  expect(
    listCauses(change, [
      event("github_team_memberships", "CREATED", { team_slug: "web-mobile", user_id: "9" }, "one"),
      event("github_repositories", "CREATED", { repository: "Site" }, "two"),
      event("aws_permission_sets", "UPDATED", { name: "Deploy" }, "three"),
    ]).map(({ kind }) => kind),
  ).toEqual(["membership", "role", "resource"]);
  expect(listNamesOnPaths(change)).toEqual(expect.arrayContaining(["9", "web-mobile", "site", "deploy"]));
});

test("a record that lies on several paths is one cause", () => {
  const change = { ...gained, gained: [OWNER, { ...OWNER, role: "roles/viewer", grantId: "other" }] };
  expect(listCauses(change, [member("CREATED", "g1", { member_id: "1" })])).toHaveLength(1);
});
