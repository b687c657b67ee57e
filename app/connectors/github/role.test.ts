import { expect, test } from "vitest";
import type { Json } from "../../model/json.ts";
import { readRepositoryRole } from "./role.ts";
import { grantWire } from "./wire.ts";

test.each<[Json, ReturnType<typeof readRepositoryRole>]>([
  [{ role_name: "pull" }, { role: "read", rank: 1 }],
  [{ role_name: "triage" }, { role: "triage", rank: 2 }],
  [{ role_name: "push" }, { role: "write", rank: 3 }],
  [{ role_name: "Write" }, { role: "write", rank: 3 }],
  [{ role_name: "maintain" }, { role: "maintain", rank: 4 }],
  [
    { role_name: "admin", permissions: { pull: true } },
    { role: "admin", rank: 5 },
  ],
  [{ permissions: { pull: true, triage: true, push: true, admin: false } }, { role: "write", rank: 3 }],
  [{ permissions: { admin: true, maintain: true, push: true } }, { role: "admin", rank: 5 }],
])("%j is the role %j: pull is read, push is write, and of cumulative booleans the highest counts", (grant, role) => {
  expect(readRepositoryRole(grantWire.parse(grant))).toEqual(role);
});

test("a custom role has its own name and the rank of its highest boolean", () => {
  const permissions = { pull: true, triage: true, push: true };
  expect(readRepositoryRole(grantWire.parse({ role_name: "Deployer", permissions }))).toEqual({
    role: "Deployer",
    rank: 3,
  });
  expect(readRepositoryRole(grantWire.parse({ role_name: "Deployer" }))).toEqual({ role: "Deployer", rank: 1 });
});

test.each<Json>([{}, { role_name: null, permissions: null }, { role_name: "none" }, { permissions: { pull: false } }])(
  "%j grants nothing that could be stored",
  (grant) => {
    expect(readRepositoryRole(grantWire.parse(grant))).toBeNull();
  },
);
