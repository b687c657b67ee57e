import { expect, test } from "vitest";
import type { AccountEvidence } from "./evidence.ts";
import { assignPersonIds, newPersonId } from "./person-ids.ts";

const account = (id: string): AccountEvidence => ({
  id,
  provider: "github",
  type: "user",
  nativeId: `native-${id}`,
  realm: "",
  name: null,
  status: "active",
  emails: [],
  primaryEmail: null,
  externalIds: [],
  noreply: false,
  listed: true,
});
const person = (ids: string[], more: { wanted?: string; refused?: string[] } = {}) => ({
  accounts: ids.map(account),
  wanted: more.wanted ?? null,
  refused: new Set(more.refused),
});
const links = (pairs: Record<string, string>) => new Map(Object.entries(pairs));

test("a person takes the id that most of its accounts had", () => {
  expect(assignPersonIds([person(["1", "2", "3"])], links({ 1: "a", 2: "b", 3: "b" }))).toEqual(["b"]);
});

test("between ids that equally many accounts had the smallest is taken", () => {
  expect(assignPersonIds([person(["1", "2"])], links({ 1: "b", 2: "a" }))).toEqual(["a"]);
});

test("a person id is never used twice: the person with more of its accounts keeps it", () => {
  const people = [person(["1"]), person(["2", "3"])];
  expect(assignPersonIds(people, links({ 1: "a", 2: "a", 3: "a" }))).toEqual([newPersonId(account("1")), "a"]);
});

test("without a previous run the id is made from the anchor account", () => {
  expect(assignPersonIds([person(["1", "2"])], new Map())).toEqual([newPersonId(account("1"))]);
});

test("an id that somebody else has by now is not made again", () => {
  const made = newPersonId(account("1"));
  expect(assignPersonIds([person(["1"]), person(["2"])], links({ 2: made }))).toEqual([
    newPersonId(account("1"), 2),
    made,
  ]);
});

test("the id that survives a merge comes first, a refused id never", () => {
  expect(assignPersonIds([person(["1"], { wanted: "z" })], links({ 1: "a" }))).toEqual(["z"]);
  expect(assignPersonIds([person(["1"], { refused: ["a"] })], links({ 1: "a" }))).toEqual([newPersonId(account("1"))]);
});
