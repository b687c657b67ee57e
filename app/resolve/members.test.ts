import { expect, test } from "vitest";
import type { AccountEvidence } from "./evidence.ts";
import { groupMembers } from "./members.ts";
import { createPeopleGraph } from "./people-graph.ts";

const account = (id: string, provider: AccountEvidence["provider"]): AccountEvidence => ({
  id,
  provider,
  type: "user",
  nativeId: id,
  realm: "",
  name: null,
  status: "active",
  emails: [],
  primaryEmail: null,
  externalIds: [],
  noreply: false,
  listed: true,
});

test("members come by provider, anchors first, and people in the order of their first accounts", () => {
  const graph = createPeopleGraph([
    account("0", "aws_iam"),
    account("1", "github"),
    account("2", "github"),
    account("3", "google_workspace"),
    account("4", "github"),
    account("5", "aws_identity_center"),
  ]);
  const [first, second, third] = [graph.createPerson(), graph.createPerson(), graph.createPerson()];
  const link = (position: number, person: number, method: "anchor" | "email") => ({
    account: position,
    person,
    method,
    evidence: "",
  });
  graph.attach([link(0, third, "email"), link(1, first, "email"), link(2, first, "anchor"), link(3, third, "anchor")]);
  graph.attach([link(5, second, "anchor")]);
  graph.merge(first, third);
  const { roots, membersOf } = groupMembers(graph);
  expect(roots.map((root) => membersOf(root))).toEqual([[3, 2, 1, 0], [5]]);
});

test("without links there are no people", () => {
  expect(groupMembers(createPeopleGraph([account("0", "github")])).roots).toEqual([]);
});
