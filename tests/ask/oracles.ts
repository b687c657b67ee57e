import type { AnswerRow } from "../../app/model/answer.ts";
import { ACCESS_ORACLES } from "./oracle-access.ts";
import { ACCOUNT_ORACLES } from "./oracle-accounts.ts";
import { GROUP_ORACLES, listedGroups } from "./oracle-groups.ts";
import { INVENTORY_ORACLES, isOfUnknownAccount, isUnknownResource } from "./oracle-inventory.ts";
import type { Oracle, OracleRow, World } from "./world.ts";

export const ORACLES: Readonly<Record<string, Oracle>> = {
  ...ACCESS_ORACLES,
  ...ACCOUNT_ORACLES,
  ...GROUP_ORACLES,
  ...INVENTORY_ORACLES,
};

/** Rows of an answer that its oracle does not speak of; docs/ask.md says why. */
const APART: Readonly<Record<string, (row: AnswerRow, world: World) => boolean>> = {
  accounts: (row, world) => isOfUnknownAccount(world, row),
  "unlinked-accounts": (row, world) => isOfUnknownAccount(world, row),
  "person-accounts": (row, world) => isOfUnknownAccount(world, row),
  "person-groups": (row) => row.system !== "google_workspace",
  resources: (row, world) => isUnknownResource(world, row),
  leavers: (row) => row.resources === 0,
  "why-no-access": (row) => row.finding === "suspended account",
  "admin-groups": (row) => !["google_workspace", "github"].includes(String(row.system)),
  "group-hygiene": (row) => row.finding !== "outsider",
  "group-nesting": (row) => row.at_least === true || !["google_workspace", "github"].includes(String(row.system)),
  "public-resources": (row) => String(row.open_to).startsWith("domain "),
};

/** @returns what an answer and its oracle do not agree on, as sets; the oracle's keys are what is compared. */
export function disagreement(
  world: World,
  questionId: string,
  rows: readonly AnswerRow[],
  expected: readonly OracleRow[],
): { missing: string[]; tooMany: string[] } {
  const listed = new Set(listedGroups(world).map(({ label }) => label));
  const aboutGroups = ["admin-groups", "group-hygiene", "group-nesting", "groups", "person-groups"].includes(
    questionId,
  );
  const told = rows.filter(
    (row) => APART[questionId]?.(row, world) !== true && (!aboutGroups || listed.has(String(row.group))),
  );
  const apart = new Set(rows.filter((row) => APART[questionId]?.(row, world) === true).map((row) => row.group));
  const keys = Object.keys(expected[0] ?? {});
  const line = (row: AnswerRow | OracleRow) => JSON.stringify(keys.map((key) => row[key] ?? null).map(unordered));
  const found = new Set(told.map(line));
  const wanted = new Set(
    expected.filter((row) => questionId !== "group-nesting" || !apart.has(row.group ?? null)).map(line),
  );
  if (expected.length === 0) return { missing: [], tooMany: told.map((row) => JSON.stringify(row)) };
  return {
    missing: [...wanted].filter((one) => !found.has(one)),
    tooMany: [...found].filter((one) => !wanted.has(one)),
  };
}

/** Lists are in the order of the database's collation, which the oracle does not know. */
function unordered(value: unknown): unknown {
  return typeof value === "string" && value.includes(", ") ? value.split(", ").toSorted() : value;
}
