import { expect, test } from "vitest";
import { countFacets, type KindOfAccess } from "./access-facets.ts";

const kind = (given: Partial<KindOfAccess>): KindOfAccess => ({
  provider: "github",
  resourceType: "github_repository",
  accessPath: "group",
  status: "active",
  privilege: "read",
  rows: 1,
  ...given,
});

const KINDS = [
  kind({ rows: 100 }),
  kind({ privilege: "owner", accessPath: "direct", rows: 7 }),
  kind({ provider: "gcp", resourceType: "gcp_project", privilege: "write", rows: 20 }),
];

const countOf = (facets: ReturnType<typeof countFacets>, facet: keyof typeof facets, value: string) =>
  facets[facet].find((entry) => entry.value === value)?.count;

test("a level of privilege counts those above it, as its filter does", () => {
  const facets = countFacets(KINDS, {});
  expect(facets.privilege).toEqual([
    { value: "owner", count: 7 },
    { value: "admin", count: 7 },
    { value: "write", count: 27 },
    { value: "read", count: 127 },
  ]);
});

test("a choice narrows the other facets and leaves its own whole", () => {
  const facets = countFacets(KINDS, { provider: "github" });
  expect(countOf(facets, "provider", "gcp")).toBe(20);
  expect(countOf(facets, "provider", "github")).toBe(107);
  expect(countOf(facets, "resourceType", "gcp_project")).toBe(0);
  expect(countOf(facets, "privilege", "write")).toBe(7);
});

test("several choices narrow together", () => {
  const facets = countFacets(KINDS, { provider: "github", privilege: "write" });
  expect(countOf(facets, "accessPath", "direct")).toBe(7);
  expect(countOf(facets, "accessPath", "group")).toBe(0);
  expect(countOf(facets, "provider", "gcp")).toBe(20);
  expect(countOf(facets, "privilege", "read")).toBe(107);
});
