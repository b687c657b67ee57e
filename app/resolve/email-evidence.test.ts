import { expect, test } from "vitest";
import { isNoreplyEmail, usableEmail } from "./email-evidence.ts";

test("e-mails are compared in lower case, trimmed", () => {
  expect(usableEmail("  Ada@Northwind.Example\n")).toBe("ada@northwind.example");
});

test.each(["1001+ada@users.noreply.github.com", "ada@users.noreply.github.com", "noreply@github.com"])(
  "the GitHub noreply address %s is never usable",
  (address) => {
    expect(isNoreplyEmail(address.toUpperCase())).toBe(true);
    expect(usableEmail(address)).toBeNull();
  },
);

test.each(["", "ada", "@x", "ada@", "a b@x", "a@b@c", null, undefined])("'%s' is no e-mail", (address) => {
  expect(usableEmail(address)).toBeNull();
});

test("a domain that only looks like GitHub's is usable", () => {
  expect(usableEmail("a@users.noreply.github.com.example")).not.toBeNull();
});
