import { expect, test } from "vitest";
import {
  normaliseOrganisationOf,
  normaliseOrgMemberOf,
  normaliseTeamMemberOf,
  normaliseTeamOf,
} from "./normalise-memberships.ts";

test("an organisation is named by its folder and keeps its base permission", () => {
  const record = { id: 9, login: "acme", default_repository_permission: "none", two_factor_requirement_enabled: true };
  expect(normaliseOrganisationOf("Acme")(record)).toMatchObject({
    rows: [
      {
        columns: {
          organisation: "Acme",
          login: "acme",
          organisation_id: "9",
          name: null,
          default_repository_permission: "none",
          two_factor_requirement_enabled: true,
        },
      },
    ],
  });
  expect(normaliseOrganisationOf("Acme")({ message: "Not Found" })).toEqual({
    reject: 'no "login"; keys given: message',
  });
});

test.each([
  ["member", "member"],
  ["admin", "member"],
  ["2fa_disabled", "member"],
  ["outside_collaborator", "outside_collaborator"],
])("someone in the listing %s is a user of origin %s, and each listing is a fact of its own", (listing, origin) => {
  const record = { id: 7, login: "ada" };
  expect(normaliseOrgMemberOf("Acme", listing)(record)).toMatchObject({
    rows: [
      { table: "github_users", key: [origin, "7"], raw: record },
      {
        table: "github_org_memberships",
        key: [listing, "7"],
        columns: { organisation: "Acme", user_id: "7", listing },
        raw: record,
      },
    ],
  });
});

test("a team's parent is null or an object, and its legacy permission is no grant", () => {
  const team = { id: 2, slug: "sre", name: "SRE", permission: "admin", privacy: "closed" };
  const columns = { organisation: "Acme", team_id: "2", slug: "sre", name: "SRE", privacy: "closed" };
  const normalise = normaliseTeamOf("Acme");
  expect(normalise({ ...team, parent: { id: 1, slug: "eng" } })).toMatchObject({
    rows: [{ key: ["2"], columns: { ...columns, parent_team_id: "1" } }],
  });
  const made = normalise({ ...team, parent: null });
  expect("rows" in made ? made.rows[0]?.columns : made).toEqual({ ...columns, parent_team_id: null });
  expect(normalise({ id: 2 })).toEqual({ reject: 'no "slug"; keys given: id' });
});

test("a team's members are kept as listed", () => {
  expect(normaliseTeamMemberOf("Acme", "sre")({ id: 7, login: "ada" })).toMatchObject({
    rows: [
      { table: "github_users", key: ["team_member", "7"] },
      { table: "github_team_memberships", key: ["sre", "7"], columns: { team_slug: "sre", user_id: "7" } },
    ],
  });
});
