import { expect, test } from "vitest";
import { recordsRemovedOf } from "./records-removed.ts";

const before = "2025-03-01T00:00:00.000Z";

test("what was removed is told with the moment until which, and the withdrawal since which it is", () => {
  const told = { before, withdrawal: 3, withdrawnAt: "2025-05-15T00:00:00.000Z" };
  expect(recordsRemovedOf(told)).toEqual({
    ...told,
    detail:
      "versions of records that were superseded before 2025-03-01T00:00:00.000Z were removed under retention, by withdrawal 3 of " +
      "2025-05-15T00:00:00.000Z; nobody's access is left out for that",
  });
});

test("a database that was rebuilt knows no withdrawal", () => {
  const { detail } = recordsRemovedOf({ before, withdrawal: null, withdrawnAt: null });
  expect(detail).toMatch(/removed under retention, before this database was rebuilt;/);
});
