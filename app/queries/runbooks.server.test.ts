import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { readPlan } from "../../telemetry/slo/read-plan.server.ts";
import { PLAIN_ALERTS } from "../../telemetry/slo/upkeep-alerts.ts";
import { findRunbook, findRunbookIndex } from "./runbooks.server.ts";

const names = readdirSync("docs/runbooks")
  .map((file) => file.replace(/\.md$/, ""))
  .filter((name) => name !== "README");

test("every runbook can be read, and leads only to runbooks that are there and to the web", async () => {
  const documents = [await findRunbookIndex(), ...(await Promise.all(names.map(findRunbook)))];
  const links = [...JSON.stringify(documents).matchAll(/"href":"([^"]+)"/g)].map(([, href = ""]) => href);
  const own = links.filter((href) => href.startsWith("/slo/runbooks/"));
  expect(own.length).toBeGreaterThan(20);
  expect(own.filter((href) => !names.includes(href.replace(/^\/slo\/runbooks\/|#.*$/g, "")))).toEqual([]);
  expect(links.filter((href) => !/^(\/slo\/runbooks($|[/#])|https:\/\/)/.test(href))).toEqual([]);
  expect(documents.map((document) => document?.title ?? "").filter((title) => title === "")).toEqual([]);
});

test("every alert's runbook has a page", async () => {
  const { objectives } = await readPlan();
  const alerts = [...objectives.flatMap(({ alerts, noData }) => [...alerts, noData]), ...PLAIN_ALERTS];
  for (const { name, runbook } of alerts) {
    expect(names, name).toContain(runbook.replace(/^docs\/runbooks\/(.*)\.md$/, "$1"));
  }
});

test.each(["nothing-there", "README", "../slo", "..%2fslo", "availability.md", "", "a/b", "a\u0000"])(
  "%j is no runbook",
  async (name) => {
    expect(await findRunbook(name)).toBeNull();
  },
);
