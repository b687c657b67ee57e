import { expect, test } from "vitest";
import { githubConnector } from "./files.ts";

const { describeFile } = githubConnector;

test.each([
  "org",
  "members",
  "members-admin",
  "members-2fa-disabled",
  "outside-collaborators",
  "teams",
  "team-members/sre",
  "team-repos/sre",
  "repos",
  "collaborators/Billing.API",
  "users/dependabot[bot]",
])("%s.json is a JSON file of its organisation's scope", (name) => {
  expect(describeFile(`github/Acme/${name}.json`)).toMatchObject({ scope: "github/Acme", format: "json" });
});

test.each(["verified-emails", "saml-identities"])("%s.json holds whole GraphQL responses", (name) => {
  const file = describeFile(`github/Acme/${name}.json`);
  expect(file).toMatchObject({ scope: "github/Acme", format: "graphql" });
  expect(file?.expand?.({ errors: [] })).toBeNull();
});

test.each([
  "github/org.json",
  "github/acme/x.json",
  "github/acme/hooks/x.json",
  "github/acme/users/.json",
  "github/a/users/b/c.json",
])("%s is not a file of GitHub", (path) => {
  expect(describeFile(path)).toBeNull();
});

test("a team's members file marks that listing as collected", () => {
  expect(describeFile("github/acme/team-members/sre.json")?.fileRows).toMatchObject([
    { key: ["github_team_members", "sre"], columns: { listing: "github_team_members", listing_key: "sre" } },
  ]);
  expect(describeFile("github/acme/team-repos/sre.json")?.fileRows).toEqual([]);
});

test("names are data: quotes, percent signs and dots stay as they are", () => {
  const file = describeFile("github/..%2F'é/collaborators/=x%20..json");
  expect(file?.scope).toBe("github/..%2F'é");
  expect(file?.normalise({ id: 1, role_name: "read" }, null)).toMatchObject({
    rows: [{}, { columns: { organisation: "..%2F'é", repository: "=x%20." } }],
  });
});
