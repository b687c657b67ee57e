import { beforeAll, expect, test } from "vitest";
import type { Json } from "../../app/model/json.ts";
import type { BundleFiles } from "../support/bundle-builder.ts";
import { createProduct, type Product } from "../support/product.server.ts";

const DOMAIN = "northwind.example";
const workspace = (id: string, name: string, rest: Record<string, Json> = {}) => ({
  id,
  primaryEmail: `${name.split(" ")[0]?.toLowerCase()}@${DOMAIN}`,
  name: { fullName: name },
  ...rest,
});
const center = (UserId: string, rest: Record<string, Json>) => ({
  IdentityStoreId: "d-1",
  UserId,
  UserStatus: "ENABLED",
  ...rest,
});
const login = (id: number, name: string, type = "User") => ({ id, login: name, type });
const iam = "arn:aws:iam::000000000001:user/";

const BUNDLE: BundleFiles = {
  "google-workspace/users.json": [
    workspace("w-ada", "Ada Okafor", {
      aliases: [`Countess@${DOMAIN}`],
      nonEditableAliases: ["ada@test.example"],
      emails: [{ address: "grace.private@mail.example" }],
    }),
    workspace("w-grace", "Grace Hopper"),
    workspace("w-alan", "Alan Turing"),
    workspace("w-linus", "Linus Berg"),
  ],
  "aws/identitystore/list-users.json": [
    center("ic-external", { UserName: "x", ExternalIds: [{ Issuer: "scim", Id: "w-alan" }] }),
    center("ic-mail", { UserName: "y", Emails: [{ Value: "other@x.example" }, { Value: ` COUNTESS@${DOMAIN} ` }] }),
    center("ic-name", { UserName: `Ada@${DOMAIN}` }),
    center("ic-hidden", {
      UserName: `ada@${DOMAIN}`,
      Emails: [{ Value: "solo@own.example" }],
      DisplayName: "Solo Person",
    }),
    center("ic-two", { UserName: "z", Emails: [{ Value: `ada@${DOMAIN}` }, { Value: `grace@${DOMAIN}` }] }),
    center("ic-split", {
      UserName: "s",
      Emails: [{ Value: `grace@${DOMAIN}` }],
      ExternalIds: [{ Issuer: "scim", Id: "w-ada" }],
    }),
    center("ic-empty", { UserName: "robot42" }),
  ],
  "github/acme/org.json": { login: "acme", default_repository_permission: "none" },
  "github/acme/members.json": [
    login(1, "verified"),
    login(2, "saml"),
    login(3, "scim"),
    login(4, "public"),
    login(5, "noreply"),
    login(6, "hidden"),
    login(7, "stranger"),
    login(8, "ci", "Bot"),
    login(9, "linusberg"),
    login(10, "private"),
  ],
  "github/acme/verified-emails.json": {
    data: {
      organization: {
        membersWithRole: {
          edges: [
            { node: { login: "verified", databaseId: 1, organizationVerifiedDomainEmails: [`grace@${DOMAIN}`] } },
          ],
        },
      },
    },
  },
  "github/acme/saml-identities.json": {
    data: {
      organization: {
        samlIdentityProvider: {
          externalIdentities: {
            edges: [
              { node: { user: { login: "saml" }, samlIdentity: { nameId: `grace@${DOMAIN}` }, scimIdentity: null } },
              { node: { user: { login: "scim" }, samlIdentity: null, scimIdentity: { username: `Grace@${DOMAIN}` } } },
            ],
          },
        },
      },
    },
  },
  "github/acme/users/public.json": { ...login(4, "public"), email: `alan@${DOMAIN}`, name: "A. T." },
  "github/acme/users/noreply.json": { ...login(5, "noreply"), email: "5+noreply@users.noreply.github.com" },
  "github/acme/users/hidden.json": { ...login(6, "hidden"), email: "", name: null },
  "github/acme/users/stranger.json": { ...login(7, "stranger"), email: "s@far.example", name: "Stranger Danger" },
  "github/acme/users/linusberg.json": { ...login(9, "linusberg"), email: null, name: "Linus Berg" },
  "github/acme/users/private.json": { ...login(10, "private"), email: "grace.private@mail.example", name: null },
  "aws/iam/000000000001/get-account-authorization-details.json": {
    UserDetailList: [
      { Arn: `${iam}tagged`, UserName: "tagged", UserId: "AIDA1", Tags: [{ Key: "Email", Value: `ALAN@${DOMAIN}` }] },
      { Arn: `${iam}untagged`, UserName: "grace", UserId: "AIDA2" },
      { Arn: `${iam}unknown`, UserName: "u", UserId: "AIDA3", Tags: [{ Key: "email", Value: "nobody@far.example" }] },
    ],
  },
};

let product: Product;
let people: Awaited<ReturnType<Product["people"]>>;
let queue: Awaited<ReturnType<Product["queue"]>>;
const accountsOf = (name: string) =>
  people.find((person) => person.name === name)?.accounts.map(({ provider, id }) => `${provider} ${id}`);

beforeAll(async () => {
  product = await createProduct();
  const { code } = await product.ingest(BUNDLE);
  expect(code).toBe(0);
  people = await product.people();
  queue = await product.queue();
});

test("accounts attach by external id, e-mail, alias, verified e-mail, SAML, SCIM, public e-mail and tag", () => {
  expect(accountsOf("Ada Okafor")).toEqual([
    "aws_identity_center ic-mail",
    "aws_identity_center ic-name",
    "google_workspace w-ada",
  ]);
  expect(accountsOf("Grace Hopper")).toEqual(["github 1", "github 2", "github 3", "google_workspace w-grace"]);
  expect(accountsOf("Alan Turing")).toEqual([
    `aws_iam ${iam}tagged`,
    "aws_identity_center ic-external",
    "github 4",
    "google_workspace w-alan",
  ]);
  expect(accountsOf("Linus Berg")).toEqual(["google_workspace w-linus"]);
});

test("UserName is no evidence beside Emails, and emails[] of Workspace is none: such accounts are people of their own", () => {
  expect(accountsOf("Solo Person")).toEqual(["aws_identity_center ic-hidden"]);
  expect(accountsOf("grace.private@mail.example")).toEqual(["github 10"]);
  expect(accountsOf("Stranger Danger")).toEqual(["github 7"]);
});

test("nobody else is a person, and a person has exactly the keys of the contract", () => {
  expect(people.map(({ name }) => name)).toEqual([
    "Ada Okafor",
    "Alan Turing",
    "Grace Hopper",
    "Linus Berg",
    "Solo Person",
    "Stranger Danger",
    "grace.private@mail.example",
  ]);
  expect(people[0]).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    name: "Ada Okafor",
    email: `ada@${DOMAIN}`,
    accounts: expect.arrayContaining([{ provider: "google_workspace", type: "user", id: "w-ada" }]),
  });
});

test("the queue holds conflicts, noreply and missing addresses and likenesses of name, with candidates, and nobody else", () => {
  const idOf = (name: string) => ({ id: people.find((person) => person.name === name)?.id, name });
  const [ada, grace, linus] = ["Ada Okafor", "Grace Hopper", "Linus Berg"].map(idOf);
  const item = (provider: string, id: string, reason: string) => ({ subject: { provider, type: "user", id }, reason });
  const found = Object.fromEntries(queue.map((given) => [given.subject.id, given]));
  expect(Object.keys(found).sort()).toEqual(["5", "6", "9", "ic-empty", "ic-split", "ic-two"]);
  for (const id of ["ic-two", "ic-split"]) {
    expect(found[id]).toEqual({
      ...item("aws_identity_center", id, "conflict"),
      candidates: expect.arrayContaining([ada, grace]),
    });
    expect(found[id]?.candidates).toHaveLength(2);
  }
  expect(found["9"]).toEqual({ ...item("github", "9", "name_only"), candidates: [linus] });
  expect(found["5"]).toEqual({ ...item("github", "5", "noreply_email"), candidates: [] });
  expect(found["6"]).toEqual({ ...item("github", "6", "missing_email"), candidates: [] });
  expect(found["ic-empty"]).toEqual({ ...item("aws_identity_center", "ic-empty", "missing_email"), candidates: [] });
});

test("a bundle of one scope alone changes nobody, and people keep their ids", async () => {
  const again = await product.ingest({ "google-workspace/users.json": BUNDLE["google-workspace/users.json"] as Json });
  expect(again.report.changes).toEqual({ added: 0, updated: 0, closed: 0 });
  expect(await product.people()).toEqual(people);
});
