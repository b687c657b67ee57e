import { describe, expect, test } from "vitest";
import { AccessFilters, AccessListParams, isUuid, PageParams } from "./filters.ts";

describe("parameters of lists", () => {
  test("a limit is 50 when left out and a whole number from 1 to 200", () => {
    expect(PageParams.parse({}).limit).toBe(50);
    expect(PageParams.parse({ limit: "200" }).limit).toBe(200);
    for (const limit of ["0", "201", "-1", "1.5", "1e2", "", " 5", "x"]) {
      expect(PageParams.safeParse({ limit }).success, limit).toBe(false);
    }
  });

  test("a wrong value is answered with what is allowed", () => {
    const parsed = AccessListParams.safeParse({ privilege: "root" });
    expect(parsed.error?.issues[0]?.message).toBe("one of none, read, write, admin, owner");
  });

  test("an unknown parameter is an error", () => {
    expect(AccessListParams.safeParse({ offset: "10" }).success).toBe(false);
  });

  test("a person is a uuid or an e-mail", () => {
    expect(AccessFilters.safeParse({ person: "ada@northwind.example" }).success).toBe(true);
    expect(AccessFilters.safeParse({ person: "0b0e7d4e-1111-2222-3333-444455556666" }).success).toBe(true);
    expect(AccessFilters.safeParse({ person: "ada" }).success).toBe(false);
  });

  test("a blank search is no search, and U+0000 is refused because PostgreSQL cannot hold it", () => {
    expect(AccessFilters.parse({ search: "  " }).search).toBeUndefined();
    expect(AccessFilters.parse({ search: " ada " }).search).toBe("ada");
    expect(AccessFilters.safeParse({ search: "a\u0000" }).success).toBe(false);
  });

  test("a uuid is told by its form, in either case", () => {
    expect(isUuid("0B0E7D4E-1111-2222-3333-444455556666")).toBe(true);
    expect(isUuid("billing-prod")).toBe(false);
  });
});
