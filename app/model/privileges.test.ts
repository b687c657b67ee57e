import { expect, test } from "vitest";
import {
  privilegeOfGcpRole,
  privilegeOfGithubRole,
  privilegeOfManagedPolicy,
  privilegeOfPermissionSetName,
} from "./privileges.ts";

test.each([
  ["roles/owner", "owner"],
  ["roles/editor", "write"],
  ["roles/viewer", "read"],
  ["roles/browser", "read"],
])("the basic GCP role %s is %s", (role, privilege) => {
  expect(privilegeOfGcpRole(role)).toEqual({ privilege, known: true });
});

test.each([
  ["roles/compute.admin", "admin"],
  ["roles/resourcemanager.projectIamAdmin", "admin"],
  ["projects/p/roles/billingAdmin", "admin"],
  ["organizations/1/roles/SUPERADMIN", "admin"],
  ["roles/bigquery.dataEditor", "write"],
  ["roles/iam.serviceAccountUser", "write"],
  ["roles/run.invoker", "write"],
  ["roles/iam.serviceAccountTokenCreator", "write"],
  ["roles/logging.logWriter", "write"],
  ["roles/storage.objectViewer", "read"],
  ["roles/iam.securityReviewer", "read"],
  ["roles/pubsub.Reader", "read"],
])("another GCP role is rated by the end of its name: %s is %s", (role, privilege) => {
  expect(privilegeOfGcpRole(role)).toEqual({ privilege, known: true });
});

test.each(["roles/cloudfunctions.serviceAgent", "projects/p/roles/owner", "roles/administrator", ""])(
  "the unknown GCP role '%s' is assumed to read",
  (role) => {
    expect(privilegeOfGcpRole(role)).toEqual({ privilege: "read", known: false });
  },
);

test.each([
  ["read", 1, "read"],
  ["triage", 2, "read"],
  ["write", 3, "write"],
  ["maintain", 4, "admin"],
  ["admin", 5, "admin"],
  ["none", null, "none"],
  ["owner", null, "owner"],
  ["member", null, "read"],
  ["security-bot", 4, "admin"],
  ["deployer", 3, "write"],
  ["labeller", 2, "read"],
] as const)("the GitHub role %s of rank %s is %s", (role, rank, privilege) => {
  expect(privilegeOfGithubRole(role, rank)).toEqual({ privilege, known: true });
});

test("a custom repository role that is called owner is rated by its rank", () => {
  expect(privilegeOfGithubRole("owner", 3)).toEqual({ privilege: "write", known: true });
});

test("a custom GitHub role without a rank is assumed to read", () => {
  expect(privilegeOfGithubRole("deployer", 0)).toEqual({ privilege: "read", known: false });
  expect(privilegeOfGithubRole("deployer", null)).toEqual({ privilege: "read", known: false });
});

test.each([
  ["arn:aws:iam::aws:policy/AdministratorAccess", "admin"],
  ["arn:aws:iam::aws:policy/IAMFullAccess", "admin"],
  ["PowerUserAccess", "write"],
  ["arn:aws:iam::aws:policy/AmazonS3FullAccess", "write"],
  ["arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", "read"],
  ["SecurityAudit", "read"],
  ["AmazonEC2ReadOnlyAccess", "read"],
])("the managed policy %s is %s", (name, privilege) => {
  expect(privilegeOfManagedPolicy(name)).toEqual({ privilege, known: true });
});

test("an unknown managed policy is assumed to read", () => {
  expect(privilegeOfManagedPolicy("arn:aws:iam::123456789012:policy/deploy")).toEqual({
    privilege: "read",
    known: false,
  });
});

test.each([
  ["AdministratorAccess", "admin", true],
  ["PowerUserAccess", "write", true],
  ["ReadOnlyAccess", "read", true],
  ["ViewOnlyAccess", "read", true],
  ["Platform", "read", false],
])("the permission set name %s is %s (known: %s)", (name, privilege, known) => {
  expect(privilegeOfPermissionSetName(name)).toEqual({ privilege, known });
});
