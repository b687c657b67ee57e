import { expect, test } from "vitest";
import { type ClaimRules, claimOf, readClaims } from "./claims.ts";

const RULES: ClaimRules = {
  roleClaim: "groups",
  roles: new Map([
    ["people-team", "analyst"],
    ["on-call", "sre"],
    ["audit", "auditor"],
    ["owners", "admin"],
  ]),
  userClaim: "email",
  tenantClaim: null,
  tenant: "default",
};
const ADA = { sub: "1", email: "ada@example.org", groups: ["on-call"] };
const refusalOf = (claims: Record<string, unknown>, rules = RULES) => {
  const read = readClaims(claims, rules);
  return "refusal" in read ? read.refusal : null;
};

test("the values of a claim give a role, and of several the one that may most", () => {
  const roleFor = (groups: unknown) => readClaims({ ...ADA, groups }, RULES);
  expect(roleFor(["on-call"])).toEqual({ user: "ada@example.org", role: "sre", tenantSlug: "default" });
  expect(roleFor("people-team")).toMatchObject({ role: "analyst" });
  expect(roleFor(["others", "on-call", "people-team"])).toMatchObject({ role: "analyst" });
  expect(roleFor(["people-team", "audit"])).toMatchObject({ role: "auditor" });
  expect(roleFor(["on-call", "audit", "owners"])).toMatchObject({ role: "admin" });
});

test("without a value that is mapped there is no role, whatever it looks like", () => {
  for (const groups of [
    undefined,
    [],
    "",
    ["admin"],
    ["Owners"],
    [" owners"],
    "owners,audit",
    { owners: true },
    7,
    [["owners"]],
  ]) {
    expect(refusalOf({ ...ADA, groups }), JSON.stringify(groups)).toMatch(/claim “groups”/);
  }
  expect(refusalOf({ ...ADA, groups: ["constructor", "__proto__"] })).toMatch(
    /nothing in its claim “groups” gives a role here/,
  );
});

test("a claim may have dots in its name, or be inside another", () => {
  expect(claimOf({ "https://alxderia.example/roles": ["a"] }, "https://alxderia.example/roles")).toEqual(["a"]);
  expect(claimOf({ realm_access: { roles: ["a"] } }, "realm_access.roles")).toEqual(["a"]);
  for (const name of ["realm_access.constructor.name", "toString", "a.b"]) {
    expect(claimOf({ realm_access: {}, a: null }, name), name).toBeUndefined();
  }
});

test("somebody is called by a claim that is theirs, else by their subject", () => {
  const user = (claims: Record<string, unknown>, userClaim = "email") =>
    readClaims({ ...ADA, ...claims }, { ...RULES, userClaim });
  expect(user({ email_verified: true })).toMatchObject({ user: "ada@example.org" });
  expect(user({ email_verified: false })).toMatchObject({ user: "1" });
  expect(user({ email: undefined })).toMatchObject({ user: "1" });
  expect(user({ preferred_username: "ada" }, "preferred_username")).toMatchObject({ user: "ada" });
});

test("a claim may name the tenant; without it there is none", () => {
  const rules = { ...RULES, tenantClaim: "org", tenant: "default" };
  expect(readClaims({ ...ADA, org: "northwind" }, rules)).toMatchObject({ tenantSlug: "northwind" });
  expect(refusalOf(ADA, rules)).toMatch(/claim “org” names no organisation/);
});
