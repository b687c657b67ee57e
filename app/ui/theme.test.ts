import { expect, test } from "vitest";
import { themeCookie, themeOfCookies } from "./theme.ts";

test("the theme that was set is read back", () => {
  const [pair] = themeCookie("dark", false).split(";");
  expect(themeOfCookies(`session=abc; ${pair}; other=1`)).toBe("dark");
});

test("without a cookie, or with a theme that does not exist, the system decides", () => {
  expect(themeOfCookies(null)).toBe("system");
  expect(themeOfCookies("alxderia_theme=%3Cscript%3E")).toBe("system");
});
