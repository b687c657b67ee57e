import { expect, test } from "vitest";
import type { Json } from "../../model/json.ts";
import type { Normalised } from "../../model/source.ts";
import { normaliseAsset, normalisePolicyOf } from "./normalise-policies.ts";

const normalise = normalisePolicyOf("projects/billing-prod");
const POLICY = { bindings: [{ role: "roles/owner", members: ["user:ada@x.example"] }], etag: "BwX" };
const BINDING = { table: "gcp_iam_bindings", key: ["projects/billing-prod", "roles/owner", "user:ada@x.example", ""] };

function bindings(made: Normalised) {
  return "rows" in made ? made.rows.filter((row) => row.table === "gcp_iam_bindings") : [];
}

test("a policy makes a row of its own and one for each member of each binding", () => {
  const bindings = [{ role: "roles/viewer", members: ["allUsers", "deleted:user:bob@x.example?uid=1"] }];
  expect(normalise({ bindings, version: 1 })).toEqual({
    rows: [
      {
        table: "gcp_iam_policies",
        key: ["projects/billing-prod", "policy-file"],
        columns: { resource: "projects/billing-prod", origin: "policy-file" },
        raw: { bindings, version: 1 },
      },
      ...["allUsers", "deleted:user:bob@x.example?uid=1"].map((member) => ({
        table: "gcp_iam_bindings",
        key: ["projects/billing-prod", "roles/viewer", member, ""],
        columns: { resource: "projects/billing-prod", role: "roles/viewer", member, condition: null },
        raw: { role: "roles/viewer", member },
      })),
    ],
  });
});

test("one role with different conditions makes different bindings; key order and blanks make none", () => {
  const members = ["user:ada@x.example"];
  const until = { title: "until", expression: "request.time < x" };
  const made = normalise({
    bindings: [
      { role: "roles/owner", members },
      { role: "roles/owner", members, condition: until },
      { role: "roles/owner", members, condition: { expression: "request.time < x", description: "", title: "until" } },
      { role: "roles/owner", members, condition: { ...until, title: "later" } },
    ],
  });
  expect(bindings(made).map((row) => row.columns.condition)).toEqual([null, until, { ...until, title: "later" }]);
});

test("duplicated members count once", () => {
  const members = ["user:ada@x.example", "user:ada@x.example"];
  const binding = { role: "roles/owner", members };
  expect(bindings(normalise({ bindings: [binding, binding] }))).toHaveLength(1);
});

test.each<[string, Json]>([
  ["with only an etag", { etag: "ACAB" }],
  ["with no key at all", {}],
  ["with an empty list", { bindings: [] }],
  ["whose binding has no members", { bindings: [{ role: "roles/viewer" }] }],
])("a policy %s grants nothing and is kept", (_name, policy) => {
  expect(normalise(policy)).toMatchObject({ rows: [{ table: "gcp_iam_policies", raw: policy }] });
  expect(bindings(normalise(policy))).toEqual([]);
});

test.each<[string, Json, string]>([
  ["a member that is no text", { bindings: [{ role: "r", members: ["allUsers", 7] }] }, "bindings.0.members.1"],
  ["a binding without role", { bindings: [{ members: ["allUsers"] }] }, "bindings.0.role"],
  ["a condition that is no object", { bindings: [{ role: "r", condition: "x" }] }, "bindings.0.condition"],
  ["bindings that are no list", { bindings: { role: "r" } }, '"bindings"'],
  ["an answer that is no policy", { error: { code: 403 } }, "keys given: error"],
  ["no object", "denied", '"denied"'],
])("%s rejects the policy, because half of it would be a wrong answer", (_name, policy, reason) => {
  expect(normalise(policy)).toEqual({ reject: expect.stringContaining(reason) });
});

const FULL_NAME = "//cloudresourcemanager.googleapis.com/projects/billing-prod";
test.each<[string, Json]>([
  ["search-all-iam-policies", { resource: FULL_NAME, project: "projects/415104041262", policy: POLICY }],
  ["an asset export in snake case", { name: FULL_NAME, asset_type: "x/Project", iam_policy: POLICY }],
  ["an asset export in camel case", { name: FULL_NAME, assetType: "x/Project", iamPolicy: POLICY }],
  [
    "effective policies in snake case",
    { full_resource_name: "//x/y", policies: [{ attached_resource: FULL_NAME, policy: POLICY }] },
  ],
  [
    "effective policies in camel case",
    { fullResourceName: "//x/y", policies: [{ attachedResource: FULL_NAME, policy: POLICY }] },
  ],
])("a binding of %s is the same row as that of the policy file", (_name, record) => {
  const made = normaliseAsset(record);
  expect(made).toMatchObject({
    rows: [{ table: "gcp_iam_policies", key: ["projects/billing-prod", "asset-file"] }, BINDING],
  });
  expect(bindings(made)).toEqual(bindings(normalise(POLICY)));
});

test("the asset file may name a project by its number, and organisations and folders too", () => {
  for (const resource of ["projects/415104041262", "folders/1414", "organizations/1337"]) {
    const made = normaliseAsset({ resource: `//cloudresourcemanager.googleapis.com/${resource}`, policy: POLICY });
    expect(bindings(made)).toMatchObject([{ columns: { resource } }]);
  }
});

test("the policy of another asset is kept as it came and makes no binding", () => {
  const record = { resource: "//storage.googleapis.com/projects/_/buckets/logs", policy: POLICY };
  expect(normaliseAsset(record)).toEqual({
    rows: [
      {
        table: "gcp_iam_policies",
        key: [record.resource, "asset-file"],
        columns: { resource: record.resource, origin: "asset-file" },
        raw: record,
      },
    ],
  });
});

test("an effective policy belongs to the resource that it is attached to, not to the one asked about", () => {
  const attached = ["projects/a", "folders/1"].map((name) => ({
    attached_resource: `//cloudresourcemanager.googleapis.com/${name}`,
    policy: POLICY,
  }));
  const made = normaliseAsset({ full_resource_name: FULL_NAME, policies: attached });
  expect(bindings(made).map((row) => row.columns.resource)).toEqual(["projects/a", "folders/1"]);
});

test("an asset may have only an etag; one without name or policy is rejected", () => {
  expect(normaliseAsset({ name: FULL_NAME, iam_policy: { etag: "ACAB" } })).toMatchObject({
    rows: [{ table: "gcp_iam_policies" }],
  });
  expect(normaliseAsset({ policy: POLICY })).toEqual({ reject: 'no "resource"; keys given: policy' });
  expect(normaliseAsset({ name: FULL_NAME })).toEqual({ reject: 'no "iam_policy"; keys given: name' });
  expect(normaliseAsset({ policies: [{ policy: POLICY }] })).toEqual({
    reject: 'no "attached_resource"; keys given: policy',
  });
});
