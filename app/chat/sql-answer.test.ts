import { expect, test } from "vitest";
import { summariseRows, tableOf } from "./sql-answer.ts";

const column = (name: string, type = "text") => ({ name, type });

test("an identifier becomes the link of the name beside it, before or after it, and is not shown itself", () => {
  const after = tableOf(
    [column("person"), column("person_id", "uuid"), column("count", "bigint")],
    [["Ada", "u-1", 3]],
  );
  expect(after.columns).toEqual([
    { key: "person", label: "person", kind: "text", link: { to: "person", keys: ["person_id"] } },
    { key: "count", label: "count", kind: "number" },
  ]);
  expect(after.rows).toEqual([{ person: "Ada", person_id: "u-1", count: 3 }]);
  const before = tableOf([column("resource_node_id", "uuid"), column("resource_name")], [["r-1", "billing"]]);
  expect(before.columns).toEqual([
    {
      key: "resource_name",
      label: "resource name",
      kind: "text",
      link: { to: "resource", keys: ["resource_node_id"] },
    },
  ]);
});

test("an identifier without a name beside it is shown and links itself", () => {
  expect(tableOf([column("group_id", "uuid")], [["g-1"]]).columns).toEqual([
    { key: "group_id", label: "group id", kind: "text", link: { to: "group", keys: ["group_id"] } },
  ]);
});

test("columns of one name keep their values apart, and kinds follow the types", () => {
  const { columns, rows } = tableOf(
    [
      column("a", "integer"),
      column("a", "boolean"),
      column("seen", "timestamp with time zone"),
      column("tags", "text[]"),
      column("raw", "jsonb"),
    ],
    [[1, true, "2026-11-26 10:00:00+00", ["x", "y"], { k: 1 }]],
  );
  expect(columns.map(({ key, kind }) => [key, kind])).toEqual([
    ["a", "number"],
    ["a_2", "yes-no"],
    ["seen", "time"],
    ["tags", "list"],
    ["raw", "text"],
  ]);
  expect(rows).toEqual([{ a: 1, a_2: true, seen: "2026-11-26 10:00:00+00", tags: "x, y", raw: '{"k":1}' }]);
});

test("the summary counts rows, and people by their identifiers, not by their rows", () => {
  const rows = [{ person_id: "1" }, { person_id: "1" }, { person_id: "2" }, { person_id: null }];
  expect(summariseRows(rows, false)).toBe("4 rows about 2 people.");
  expect(summariseRows([{ person_id: "1" }], true)).toBe("At least 1 row about 1 person.");
  expect(summariseRows([{ n: 1 }], false)).toBe("1 row.");
  expect(summariseRows([], false)).toMatch(/^No row matches/);
});
