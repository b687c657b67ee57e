import { expect, test } from "vitest";
import { listScopes, scopeOfFolder } from "./scopes.ts";

test("a path belongs to the scope in whose folder it lies", () => {
  expect(scopeOfFolder("aws/iam/012345678901/credential-report.csv")).toBe("aws/iam/012345678901");
  expect(scopeOfFolder("gcp/iam-policies/projects/a.json")).toBe("gcp");
  expect(scopeOfFolder("github/acme/teams.json")).toBe("github/acme");
  expect(scopeOfFolder("google-workspace")).toBe("google-workspace");
  for (const path of [
    "aws",
    "aws/iam",
    "aws/iam/12",
    "aws/iam/0123456789012",
    "github",
    "gcp2",
    "x/gcp",
    "manifest.json",
  ]) {
    expect(scopeOfFolder(path)).toBeNull();
  }
});

test("a bundle has the scopes of its folders, empty ones too", () => {
  const folders = [
    "github/b",
    "github",
    "aws",
    "aws/iam",
    "aws/iam/111122223333",
    "gcp",
    "gcp/iam-policies",
    "aws/sso-admin",
  ];
  expect(listScopes(folders)).toEqual(["aws/iam/111122223333", "aws/sso-admin", "gcp", "github/b"]);
});
