import { expect, test } from "vitest";
import { NO_SETTINGS, tableSettingsCookie, tableSettingsOfCookies, withChoice } from "./table-settings.ts";

const headerOf = (cookie: string) => `other=1; ${cookie.split(";")[0]}`;

test("what a person chose for a table comes back for that person alone", () => {
  const chosen = withChoice({ ...NO_SETTINGS, dense: true }, "people", { hidden: ["E-mail"], widths: { Name: 240 } });
  const header = headerOf(tableSettingsCookie(chosen, "ada; é"));
  expect(tableSettingsOfCookies(header, "ada; é")).toEqual(chosen);
  expect(tableSettingsOfCookies(header, "bob")).toEqual(NO_SETTINGS);
});

test("the tables chosen for first are forgotten when a browser would not keep them all", () => {
  let settings = NO_SETTINGS;
  for (let table = 0; table < 100; table += 1) {
    settings = withChoice(settings, `table ${table}`, { hidden: ["A column with a long name"], widths: {} });
  }
  const cookie = tableSettingsCookie(settings, "ada");
  expect(cookie.length).toBeLessThan(4_096);
  const kept = Object.keys(tableSettingsOfCookies(headerOf(cookie), "ada").tables);
  expect(kept).toContain("table 99");
  expect(kept).not.toContain("table 0");
});

test.each(["", "nonsense", "%", encodeURIComponent('{"user":"ada"}'), encodeURIComponent("null")])(
  "the value %j of the cookie is as good as none",
  (value) => {
    expect(tableSettingsOfCookies(`alxderia_tables=${value}`, "ada")).toEqual(NO_SETTINGS);
  },
);

test("a width that somebody wrote into the cookie stays within bounds", () => {
  const value = encodeURIComponent('{"user":"ada","tables":{"t":{"hidden":[1],"widths":{"a":-5,"b":1e9,"c":"x"}}}}');
  expect(tableSettingsOfCookies(`alxderia_tables=${value}`, "ada").tables.t).toEqual({
    hidden: [],
    widths: { a: 64, b: 800 },
  });
});
