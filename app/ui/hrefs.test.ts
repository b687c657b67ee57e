import { describe, expect, test } from "vitest";
import { hrefs, withQuery } from "./hrefs.ts";

describe("addresses of pages", () => {
  test("parameters without a value are left out", () => {
    expect(withQuery("/access", { provider: "github", search: "", status: undefined, cursor: null })).toBe(
      "/access?provider=github",
    );
    expect(withQuery("/access", {})).toBe("/access");
  });

  test("a native id keeps its slashes and everything else in it is escaped", () => {
    expect(hrefs.resource("northwind/a b?#%")).toBe("/resources/northwind/a%20b%3F%23%25");
    expect(hrefs.resource("organizations/1")).toBe("/resources/organizations/1");
  });

  test("a person named by e-mail survives the query string", () => {
    expect(hrefs.explain("ada+x@northwind.example", "billing&prod")).toBe(
      "/explain?person=ada%2Bx%40northwind.example&resource=billing%26prod",
    );
  });
});
