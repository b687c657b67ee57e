import { expect, test } from "vitest";
import { answerQuestion } from "../../app/ask/answer.server.ts";
import { loadFacts } from "../support/load-facts.server.ts";
import { createTestDatabase } from "../support/test-database.server.ts";
import { createWorld } from "./world.ts";

const database = await createTestDatabase();

test("what changed since a moment is what a later sync added, changed and removed, and nothing before it", async () => {
  const { facts } = createWorld(3);
  await loadFacts(database.database, database.tenantId, facts);
  const { rows } = await database.owner.query<{ now: Date }>("select clock_timestamp() as now");
  const bindings = facts.rows.filter((row) => row.table === "gcp_iam_bindings");
  const users = facts.rows.filter((row) => row.table === "google_workspace_users");
  const [removed] = bindings;
  const [changed] = users;
  if (removed === undefined || changed === undefined) throw new Error("seed 3 has no binding or no user");
  const added = {
    ...removed,
    key: ["added"],
    columns: { ...removed.columns, member: "user:new@northwind.example" },
  };
  const later = facts.rows
    .filter((row) => row !== removed)
    .map((row) => (row === changed ? { ...row, columns: { ...row.columns, full_name: "Renamed" } } : row));
  await loadFacts(database.database, database.tenantId, { ...facts, rows: [...later, added] });
  const value = rows[0]?.now.toISOString() ?? "";
  const answer = await answerQuestion(database.database, database.tenantId, {
    questionId: "changes-since",
    slots: { since: { value, label: "since then" } },
    understood: "",
  });
  expect(answer.rows.map((row) => [row.change, row.fact, row.changed_fields]).toSorted()).toEqual([
    ["added", "gcp iam bindings", null],
    ["changed", "google workspace users", "full_name"],
    ["removed", "gcp iam bindings", null],
  ]);
  expect(answer.summary).toBe("3 changes since then: added 1, changed 1, removed 1.");
});

test("another tenant's history is not seen", async () => {
  const tenantId = await database.addTenant("other");
  const answer = await answerQuestion(database.database, tenantId, {
    questionId: "changes-since",
    slots: { since: { value: "2020-01-01T00:00:00Z", label: "since 2020" } },
    understood: "",
  });
  expect(answer.rows).toEqual([]);
});
