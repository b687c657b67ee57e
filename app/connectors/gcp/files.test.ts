import { expect, test } from "vitest";
import { gcpConnector } from "./files.ts";

const { describeFile } = gcpConnector;

test.each([
  ["gcp/organizations.json", ["organizations"]],
  ["gcp/folders.json", ["folders"]],
  ["gcp/projects.json", ["projects"]],
  ["gcp/asset-iam-policies.json", ["results", "assets", "policy_results", "policyResults"]],
  ["gcp/iam-policies/organizations/1337.json", []],
])("%s is a file of the scope gcp", (path, listKeys) => {
  expect(describeFile(path)).toMatchObject({ scope: "gcp", format: "json", listKeys, fileRows: [] });
});

test.each([
  "gcp/iam-policies/buckets/x.json",
  "gcp/iam-policies/projects/a/b.json",
  "gcp/x.json",
  "aws/gcp/folders.json",
])("%s is not a file of GCP", (path) => {
  expect(describeFile(path)).toBeNull();
});

test("a policy's resource is the file's name as it is", () => {
  const made = describeFile("gcp/iam-policies/projects/example.com:it's%20..json")?.normalise({ etag: "A" }, null);
  expect(made).toMatchObject({ rows: [{ columns: { resource: "projects/example.com:it's%20." } }] });
});

test("what a policy is attached to is read before the policy", () => {
  const rank = (path: string) => describeFile(path)?.rank ?? Number.NaN;
  expect(rank("gcp/projects.json")).toBeLessThan(rank("gcp/iam-policies/projects/p.json"));
  expect(rank("gcp/folders.json")).toBeLessThan(rank("gcp/asset-iam-policies.json"));
});
