import { expect, test } from "vitest";
import { normaliseCollaboratorOf, normaliseRepositoryOf, normaliseTeamRepositoryOf } from "./normalise-repositories.ts";

test("a repository is named by full_name, as written, and keyed without case", () => {
  const normalise = normaliseRepositoryOf("acme");
  expect(normalise({ id: 5, name: "x", full_name: "acme/Billing.API", visibility: "internal" })).toMatchObject({
    rows: [
      {
        key: ["billing.api"],
        columns: { repository: "Billing.API", repository_id: "5", visibility: "internal", archived: null },
      },
    ],
  });
  expect(normalise({ name: "web", archived: true })).toMatchObject({
    rows: [{ columns: { repository: "web", visibility: null, archived: true } }],
  });
  expect(normalise({ id: 5 })).toEqual({ reject: 'no "full_name"; keys given: id' });
});

test("without visibility, the private flag tells it", () => {
  const normalise = normaliseRepositoryOf("acme");
  expect(normalise({ name: "a", private: true })).toMatchObject({ rows: [{ columns: { visibility: "private" } }] });
  expect(normalise({ name: "a", private: false })).toMatchObject({ rows: [{ columns: { visibility: "public" } }] });
});

test("a team's role on a repository comes from the listing, whatever the team's default is", () => {
  const record = { full_name: "acme/Billing", role_name: "push", permissions: { pull: true, push: true } };
  expect(normaliseTeamRepositoryOf("acme", "sre")(record)).toEqual({
    rows: [
      {
        table: "github_repo_team_permissions",
        key: ["sre", "billing"],
        columns: { organisation: "acme", team_slug: "sre", repository: "Billing", role: "write", role_rank: 3 },
        raw: record,
      },
    ],
  });
});

test("a collaborator's user row is the same for every repository", () => {
  const user = { id: 7, login: "ada", type: "User" };
  const record = { ...user, role_name: "maintain", permissions: { maintain: true } };
  const userRow = { table: "github_users", key: ["collaborator", "7"], raw: user };
  expect(normaliseCollaboratorOf("acme", "Billing")(record)).toMatchObject({
    rows: [
      userRow,
      {
        table: "github_repo_collaborator_permissions",
        key: ["billing", "7"],
        columns: { repository: "Billing", user_id: "7", role: "maintain", role_rank: 4 },
        raw: record,
      },
    ],
  });
  const made = normaliseCollaboratorOf("acme", "web")({ ...record, role_name: "read" });
  expect("rows" in made ? made.rows[0]?.raw : made).toEqual(user);
});

test("a grant without any permission information is rejected", () => {
  const reject = expect.stringContaining('neither "role_name" nor "permissions" grants anything');
  expect(normaliseTeamRepositoryOf("acme", "sre")({ full_name: "acme/web" })).toEqual({ reject });
  expect(normaliseCollaboratorOf("acme", "web")({ id: 7, permissions: { pull: false } })).toEqual({ reject });
});
