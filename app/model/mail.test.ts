import { describe, expect, test } from "vitest";
import { isNoreplyEmail, isServiceAccountEmail, normaliseEmail } from "./mail.ts";

describe("normaliseEmail", () => {
  test("trims, Unicode blanks too, and lowers the case", () => {
    expect(normaliseEmail("\u00a0 Ada.Okafor@Northwind.Example\t")).toBe("ada.okafor@northwind.example");
  });
  test("keeps quotes, plus signs and letters of every script", () => {
    expect(normaliseEmail("O'Brien+aws@x.example")).toBe("o'brien+aws@x.example");
    expect(normaliseEmail("ЖАННА@почта.рф")).toBe("жанна@почта.рф");
    expect(normaliseEmail('"ada okafor"@x.example')).toBe('"ada okafor"@x.example');
  });
  test.each([null, undefined, "", "ada", "ada@", "@x.example", "ada@CORP", "a b@x.example", "a@b@x.example"])(
    "%j is no e-mail",
    (text) => {
      expect(normaliseEmail(text)).toBeNull();
    },
  );
});

test("service accounts and Google's own service agents are told by the end of the address, without case", () => {
  expect(isServiceAccountEmail("ci@billing-prod.iam.gserviceaccount.com")).toBe(true);
  expect(isServiceAccountEmail("123-compute@developer.GServiceAccount.com")).toBe(true);
  expect(isServiceAccountEmail("ada@northwind.example")).toBe(false);
});

test("both forms of GitHub's noreply address are told from a real one", () => {
  expect(isNoreplyEmail("583231+octocat@users.noreply.github.com")).toBe(true);
  expect(isNoreplyEmail("Octocat@Users.Noreply.GitHub.com")).toBe(true);
  expect(isNoreplyEmail("octocat@users.noreply.git.northwind.example")).toBe(true);
  expect(isNoreplyEmail("noreply@github.com")).toBe(true);
  expect(isNoreplyEmail("octocat@github.com")).toBe(false);
});
