import { expect, test } from "vitest";
import type { Json } from "../../model/json.ts";
import { expandSamlIdentities, expandVerifiedEmails } from "./graphql.ts";
import { normaliseExternalIdentityOf, normaliseUserOf, normaliseVerifiedMemberOf } from "./normalise-users.ts";

const normaliseProfile = normaliseUserOf("Acme", "profile");
const normaliseIdentity = normaliseExternalIdentityOf("Acme");

test("a profile keeps the numeric id as text, and its mostly empty e-mail is null", () => {
  const record = { id: 583231, login: "Octocat", type: "User", name: "The Octocat", email: "" };
  expect(normaliseProfile(record)).toEqual({
    rows: [
      {
        table: "github_users",
        key: ["profile", "583231"],
        columns: {
          organisation: "Acme",
          origin: "profile",
          user_id: "583231",
          login: "Octocat",
          user_type: "User",
          name: "The Octocat",
          email: null,
          evidence_emails: [],
        },
        raw: record,
      },
    ],
  });
});

test("a public e-mail is evidence, a noreply address is kept for whoever resolves", () => {
  const email = "583231+Octocat@users.noreply.github.com";
  expect(normaliseProfile({ id: 1, email })).toMatchObject({
    rows: [{ columns: { email, evidence_emails: [email.toLowerCase()] } }],
  });
});

test("a bot keeps its type", () => {
  expect(normaliseProfile({ id: 1, login: "dependabot[bot]", type: "Bot" })).toMatchObject({
    rows: [{ columns: { user_type: "Bot" } }],
  });
});

test("a user without id is rejected: a login can be renamed and given to somebody else", () => {
  expect(normaliseProfile({ login: "octocat" })).toEqual({ reject: 'no "id"; keys given: login' });
});

test("verified e-mails are read from edges and from nodes", () => {
  const node = { login: "Ada", databaseId: 7, organizationVerifiedDomainEmails: ["Ada@X.example", "ADA@x.example"] };
  const connections: Json[] = [{ edges: [{ node }] }, { nodes: [node] }];
  for (const membersWithRole of connections) {
    const records = expandVerifiedEmails({ data: { organization: { membersWithRole } } });
    expect(records?.map(normaliseVerifiedMemberOf("Acme"))).toMatchObject([
      { rows: [{ key: ["verified_emails", "7"], columns: { user_id: "7", evidence_emails: ["ada@x.example"] } }] },
    ]);
  }
});

test("a verified member without databaseId is keyed by the login, without case", () => {
  expect(normaliseVerifiedMemberOf("Acme")({ login: "Ada" })).toMatchObject({
    rows: [{ key: ["verified_emails", "ada"], columns: { user_id: null, login: "Ada" } }],
  });
});

test("the evidence of a SAML identity is the e-mail-shaped among NameID and SCIM user name", () => {
  const user = { login: "ada", databaseId: 7 };
  expect(
    normaliseIdentity({
      guid: "g",
      samlIdentity: { nameId: "Ada@X.example" },
      scimIdentity: { username: "ada" },
      user,
    }),
  ).toMatchObject({
    rows: [
      { key: ["saml_identity", "7"], columns: { user_id: "7", login: "ada", evidence_emails: ["ada@x.example"] } },
    ],
  });
});

test("a SAML identity that nobody has used yet is kept by its guid", () => {
  const record = { guid: "g-1", samlIdentity: null, scimIdentity: { username: "bob@x.example" }, user: null };
  expect(normaliseIdentity(record)).toMatchObject({
    rows: [
      {
        key: ["saml_identity", "g-1"],
        columns: { user_id: null, login: null, evidence_emails: ["bob@x.example"] },
        raw: record,
      },
    ],
  });
  expect(normaliseIdentity({ user: null })).toEqual({ reject: 'no "guid"; keys given: user' });
});

test("an organisation without a SAML provider has no identities", () => {
  expect(expandSamlIdentities({ data: { organization: { samlIdentityProvider: null } } })).toEqual([]);
});

test("identities are read from edges and from nodes, one that may not be seen included", () => {
  const identities = (externalIdentities: Json) =>
    expandSamlIdentities({ data: { organization: { samlIdentityProvider: { externalIdentities } } } });
  expect(identities({ edges: [{ node: { guid: "g" } }, { node: null }] })).toEqual([{ guid: "g" }, null]);
  expect(identities({ nodes: [null] })).toEqual([null]);
});

test("a response that only reports errors, or answers another question, is none of this query", () => {
  const errors = [{ message: "must have admin rights" }];
  const responses: Json[] = [
    { errors },
    { data: null, errors },
    { data: { organization: null }, errors },
    { data: { viewer: { login: "ada" } } },
    [],
    "x",
  ];
  for (const response of responses) {
    expect(expandVerifiedEmails(response)).toBeNull();
    expect(expandSamlIdentities(response)).toBeNull();
  }
  expect(expandSamlIdentities({ data: { organization: { samlIdentityProvider: null } }, errors })).toBeNull();
});
