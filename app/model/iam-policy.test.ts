import { expect, test } from "vitest";
import { evaluateIamUser, evaluatePermissionSet, type IamUserPolicies } from "./iam-policy.ts";
import type { Json, JsonObject } from "./json.ts";

const statement = (Effect: string, Action: Json, Resource: Json = "*", more: JsonObject = {}): JsonObject => ({
  Effect,
  Action,
  Resource,
  ...more,
});
const document = (...Statement: JsonObject[]): JsonObject => ({ Version: "2012-10-17", Statement });
const grant = (action: Json, resource: Json = "*") => document(statement("Allow", action, resource));
const policy = (doc: Json, name = "p", arn: string | null = null) => ({ name, document: doc, arn, viaGroupArn: null });
const first = (doc: Json, others: Json[] = [], rest: Partial<IamUserPolicies> = {}) => {
  const [rating] = evaluateIamUser({ policies: [doc, ...others].map((d) => policy(d)), ...rest });
  return rating?.privilege;
};
const deny = (action: Json, resource: Json = "*", more: JsonObject = {}) =>
  document(statement("Deny", action, resource, more));

test("everything on everything is admin, whether written * or *:*", () => {
  expect(first(grant("*"))).toBe("admin");
  expect(first(grant(["*:*"], ["*"]))).toBe("admin");
});

test("all of iam on everything is admin, on one user it is write", () => {
  expect(first(grant("iam:*"))).toBe("admin");
  expect(first(grant("iam:*", "arn:aws:iam::1:user/ada"))).toBe("write");
});

test("everything less iam is write", () => {
  expect(first(document(statement("Allow", "*"), statement("Deny", "IAM:*")))).toBe("write");
  expect(first(document({ Effect: "Allow", NotAction: ["iam:*", "organizations:*"], Resource: "*" }))).toBe("write");
});

test("everything less one service that administers nothing stays admin", () => {
  expect(first(grant("*"), [deny("s3:*")])).toBe("admin");
  expect(first(document({ Effect: "Allow", NotAction: "s3:*", Resource: "*" }))).toBe("admin");
  expect(first(document({ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::secret/*" }))).toBe("admin");
  expect(first(document({ Effect: "Allow", Action: "*", NotResource: "arn:aws:iam::*" }))).toBe("write");
});

test.each([
  ["s3:Get*", "read"],
  ["s3:GetObject", "read"],
  ["ec2:Describe*", "read"],
  ["dynamodb:BatchGetItem", "read"],
  ["cloudtrail:LookupEvents", "read"],
  ["sqs:ReceiveMessage", "read"],
  ["*:List*", "read"],
  ["S3:PUTOBJECT", "write"],
  ["s3:*", "write"],
  ["newservice:*", "write"],
  ["newservice:Ge?Thing", "write"],
  ["sts:AssumeRole", "write"],
  ["s3:*Object", "write"],
] as const)("%s is %s", (action, privilege) => {
  expect(first(grant(action))).toBe(privilege);
});

test("statements may be one object, and actions and resources a string or a list", () => {
  expect(first({ Statement: statement("Allow", "s3:GetObject", ["arn:aws:s3:::b/*"]) })).toBe("read");
});

test("a document may still be URL-encoded", () => {
  expect(first(encodeURIComponent(JSON.stringify(grant("*"))))).toBe("admin");
});

test("denies count over all policies of the user, those of groups included", () => {
  const ratings = evaluateIamUser({
    policies: [
      policy(grant("*"), "all"),
      { ...policy(deny("iam:*"), "no-iam"), viaGroupArn: "arn:aws:iam::1:group/g" },
    ],
  });
  expect(ratings).toEqual([
    { name: "all", viaGroupArn: null, privilege: "write", known: true },
    { name: "no-iam", viaGroupArn: "arn:aws:iam::1:group/g", privilege: "none", known: true },
  ]);
});

test("a deny with a condition takes nothing away, an empty condition is none", () => {
  const mfa = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } };
  expect(first(grant("*"), [deny("*", "*", mfa)])).toBe("admin");
  expect(first(grant("*"), [deny("*", "*", { Condition: {} })])).toBe("none");
});

test("a row of which nothing is left is none", () => {
  expect(first(grant("s3:GetObject"), [deny("s3:Get*")])).toBe("none");
  expect(first(grant("s3:*"), [deny("*")])).toBe("none");
});

test("a deny of what writes leaves what reads", () => {
  expect(first(grant(["s3:GetObject", "s3:PutObject"]), [deny("s3:Put*")])).toBe("read");
  expect(first(grant("s3:*"), [document({ Effect: "Deny", NotAction: ["s3:Get*", "s3:List*"], Resource: "*" })])).toBe(
    "read",
  );
});

test("a deny counts only where its resource covers that of the allow", () => {
  expect(first(grant("s3:*", "arn:aws:s3:::b/x/*"), [deny("s3:*", "arn:aws:s3:::b/*")])).toBe("none");
  expect(first(grant("s3:*", "arn:aws:s3:::b/*"), [deny("s3:*", "arn:aws:s3:::b/x/*")])).toBe("write");
  expect(first(grant("*"), [deny("*", "arn:aws:s3:::b/*")])).toBe("admin");
});

test("a deny on all resources but some leaves those", () => {
  const except = (resource: string) => document({ Effect: "Deny", Action: "*", NotResource: resource });
  expect(first(grant("*"), [except("arn:aws:s3:::b/*")])).toBe("write");
  expect(first(grant("s3:*", "arn:aws:s3:::a/*"), [except("arn:aws:s3:::b/*")])).toBe("none");
});

test("the boundary leaves only what it allows as well", () => {
  expect(first(grant("*"), [], { boundary: grant(["s3:Get*", "s3:List*"]) })).toBe("read");
  expect(first(grant("*"), [], { boundary: grant("s3:*", "arn:aws:s3:::b/*") })).toBe("write");
  expect(first(grant("ec2:*"), [], { boundary: grant("s3:*") })).toBe("none");
  expect(first(grant("*"), [], { boundary: grant("*") })).toBe("admin");
  expect(first(grant("s3:GetObject", "arn:aws:s3:::*-logs"), [], { boundary: grant("*", "arn:aws:s3:::team-*") })).toBe(
    "read",
  );
});

test("an unconditional deny in the boundary takes away too", () => {
  const boundary = document(statement("Allow", "*"), statement("Deny", "iam:*"));
  expect(first(grant("*"), [], { boundary })).toBe("write");
});

test("a boundary without document caps by its name", () => {
  const boundaryArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  expect(first(grant("*"), [], { boundary: null, boundaryArn })).toBe("read");
  expect(first(grant("*"), [], { boundary: null, boundaryArn: "arn:aws:iam::aws:policy/PowerUserAccess" })).toBe(
    "write",
  );
});

test("a boundary of which nothing is known caps nothing and says so", () => {
  const boundaryArn = "arn:aws:iam::1:policy/edge";
  expect(evaluateIamUser({ policies: [policy(grant("*"))], boundary: null, boundaryArn })).toEqual([
    { name: "p", viaGroupArn: null, privilege: "admin", known: false },
  ]);
});

test("a policy without document is rated by name, cut by denies and by the boundary", () => {
  const s3 = policy(null, "AmazonS3FullAccess", "arn:aws:iam::aws:policy/AmazonS3FullAccess");
  const rate = (rest: Partial<IamUserPolicies>, others: Json[] = []) =>
    evaluateIamUser({ policies: [s3, ...others.map((d) => policy(d))], ...rest })[0];
  expect(rate({})).toMatchObject({ privilege: "write", known: true });
  expect(rate({}, [deny("*")])).toMatchObject({ privilege: "none", known: true });
  expect(rate({ boundary: grant("s3:Get*") })).toMatchObject({ privilege: "read" });
  const admin = policy(null, "AdministratorAccess", "arn:aws:iam::aws:policy/AdministratorAccess");
  expect(evaluateIamUser({ policies: [admin, policy(deny("iam:*"))] })[0]).toMatchObject({ privilege: "write" });
});

test("a read-only policy of AWS stays read whatever verbs its document holds", () => {
  const arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  const doc = grant(["s3:Get*", "a4b:Obscure"]);
  expect(evaluateIamUser({ policies: [policy(doc, "ReadOnlyAccess", arn)] })[0]?.privilege).toBe("read");
  expect(
    evaluateIamUser({ policies: [policy(doc, "ReadOnlyAccess", "arn:aws:iam::1:policy/ReadOnlyAccess")] })[0],
  ).toEqual(expect.objectContaining({ privilege: "write" }));
});

test.each<[string, Json]>([
  ["text", "not json"],
  ["bad escapes", "%E0%A4%A"],
  ["a list", []],
  ["no statement", { Version: "2012-10-17" }],
  ["a null statement", { Statement: [null] }],
  ["no effect", { Statement: { Action: "*", Resource: "*" } }],
  ["a number as action", { Statement: { Effect: "Allow", Action: 7, Resource: "*" } }],
  ["both actions", { Statement: { Effect: "Allow", Action: "*", NotAction: "s3:*", Resource: "*" } }],
  ["no resource", { Statement: { Effect: "Allow", Action: "*" } }],
  ["text as condition", { Statement: { Effect: "Deny", Action: "*", Resource: "*", Condition: "x" } }],
])("a malformed document (%s) is unknown and never throws", (_, doc) => {
  expect(evaluateIamUser({ policies: [policy(doc)] })[0]).toMatchObject({ privilege: "read", known: false });
});

test("a permission set is rated by the highest of its exported policies less all denies", () => {
  const managed = [{ name: "AdministratorAccess", arn: "arn:aws:iam::aws:policy/AdministratorAccess" }];
  expect(evaluatePermissionSet({ name: "Platform", managed, inline: null })).toEqual({
    privilege: "admin",
    known: true,
  });
  expect(evaluatePermissionSet({ name: "AdministratorAccess", managed, inline: deny("iam:*") })).toEqual({
    privilege: "write",
    known: true,
  });
  expect(evaluatePermissionSet({ name: "X", managed: [], inline: JSON.stringify(grant("s3:Get*")) }).privilege).toBe(
    "read",
  );
});

test("a permission set without exported policies, or with unknown ones only, is rated by its name", () => {
  expect(evaluatePermissionSet({ name: "PowerUserAccess", managed: [], inline: "" })).toEqual({
    privilege: "write",
    known: true,
  });
  expect(evaluatePermissionSet({ name: "Mystery", managed: [], inline: null })).toEqual({
    privilege: "read",
    known: false,
  });
  const managed = [{ name: "own", arn: null }];
  expect(evaluatePermissionSet({ name: "AdministratorAccess", managed, inline: null }).privilege).toBe("admin");
  expect(evaluatePermissionSet({ name: "Mystery", managed, inline: grant("s3:Put*") })).toEqual({
    privilege: "write",
    known: false,
  });
});

test("ten thousand users with many policies take seconds", () => {
  const policies = Array.from({ length: 10 }, (_, i) => policy(grant([`ec2:Describe${i}*`, "s3:Get*", "logs:*"])));
  const start = performance.now();
  for (let i = 0; i < 1_000; i++) evaluateIamUser({ policies, boundary: grant(["ec2:*", "s3:Get*"]) });
  expect(performance.now() - start).toBeLessThan(10_000);
});
