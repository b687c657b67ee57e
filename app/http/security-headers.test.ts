import { expect, test } from "vitest";
import { commonHeaders, pagePolicy } from "./security-headers.ts";

const directives = (policy: string) =>
  new Map(policy.split("; ").map((one) => [one.slice(0, one.indexOf(" ")), one.slice(one.indexOf(" ") + 1)]));

test("a page runs our own files and what carries its nonce, and stands in no frame", () => {
  const policy = directives(pagePolicy("abc", []));
  expect(policy.get("script-src")).toBe("'self' 'nonce-abc'");
  expect(policy.get("default-src")).toBe("'none'");
  expect(policy.get("frame-ancestors")).toBe("'none'");
  expect(policy.get("base-uri")).toBe("'none'");
  expect(policy.get("form-action")).toBe("'self'");
});

test("a form may lead to the issuer's sign-out", () => {
  expect(directives(pagePolicy("abc", ["https://login.example"])).get("form-action")).toBe(
    "'self' https://login.example",
  );
});

test("browsers are told to come encrypted only where they can", () => {
  expect(commonHeaders("https://alxderia.example")).toHaveProperty("strict-transport-security", "max-age=31536000");
  for (const url of ["http://localhost:3000", null]) {
    expect(commonHeaders(url)).not.toHaveProperty("strict-transport-security");
  }
});
