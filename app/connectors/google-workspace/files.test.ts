import { expect, test } from "vitest";
import { googleWorkspaceConnector } from "./files.ts";

const { describeFile } = googleWorkspaceConnector;

test("users and groups are pages of the Admin SDK, read before the members", () => {
  const users = describeFile("google-workspace/users.json");
  const members = describeFile("google-workspace/members/g.json");
  expect(users).toMatchObject({ scope: "google-workspace", listKeys: ["users"] });
  expect(describeFile("google-workspace/groups.json")).toMatchObject({ listKeys: ["groups"] });
  expect(members?.listKeys).toEqual(["members", "memberships"]);
  expect(users?.rank ?? 0).toBeLessThan(members?.rank ?? 0);
});

test("a members file, an empty one too, marks its group's listing as collected, in lower case", () => {
  expect(describeFile("google-workspace/members/Ops+%22'é..@X.example.json")?.fileRows).toEqual([
    {
      table: "collected_listings",
      key: ["workspace_members", "ops+%22'é..@x.example"],
      columns: { listing: "workspace_members", listing_key: "ops+%22'é..@x.example" },
      raw: { listing: "workspace_members", listing_key: "ops+%22'é..@x.example" },
    },
  ]);
});

test.each([
  "google-workspace/orgunits.json",
  "google-workspace/members/.json",
  "google-workspace/members/a/b.json",
  "users.json",
])("%s is not a file of Workspace", (path) => {
  expect(describeFile(path)).toBeNull();
});
