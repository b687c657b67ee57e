import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import pg from "pg";
import { expectAccessible, expectNoSidewaysScroll } from "./accessible.ts";
import { expect, signIn, test } from "./browser.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const REVISION = "e2e-release-7";

/** An incident of three minutes, four minutes after another revision was started, an hour ago. */
const INCIDENT = `
begin;
delete from slo_minutes where minute < now() - interval '30 minutes';
delete from slo_traces;
delete from process_runs where revision like 'e2e-%';
insert into slo_minutes
select date_trunc('minute', now()) - ago * interval '1 minute', 'availability', case when ago between 58 and 60 then 1 else 6 end, 6
from generate_series(31, 3000) as ago
on conflict (minute, objective) do nothing;
insert into slo_traces values (date_trunc('minute', now()) - interval '60 minutes', 'availability', 1, '${TRACE}');
insert into process_runs values
  (gen_random_uuid(), 'e2e-release-6', '0.1.0', now() - interval '3 days', now() - interval '64 minutes'),
  (gen_random_uuid(), '${REVISION}', '0.1.0', date_trunc('minute', now()) - interval '64 minutes', null);
commit`;

test.beforeAll(async () => {
  const command = ["run", "-s", "alxderia", "--", "db", "url"];
  const environment = { ...process.env, DATABASE_URL: "", ALXDERIA_DATA_DIR: ".cache/e2e" };
  const { stdout } = await promisify(execFile)("npm", command, { env: environment });
  const client = new pg.Client({ connectionString: stdout.trim() });
  await client.connect();
  await client.query(INCIDENT);
  await client.end();
});

test("an engineer sees what used the budget, what was deployed before it, and copies the trace", async ({ page }) => {
  await signIn(page, "SRE", "/slo");
  await expect(page.getByText("Counted by the product's database")).toBeVisible();
  const incident = page.getByRole("table", { name: "Incidents" }).getByRole("row").filter({ hasText: TRACE });
  await expect(incident).toContainText("3 minutes");
  await expect(incident).toContainText("15 of 18");
  const deployment = incident.getByRole("link", { name: `0.1.0 at ${REVISION} was deployed 4 minutes before` });
  await deployment.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#deployment-\d+$/);
  await expect(page.getByRole("table", { name: "Deployments" })).toContainText(REVISION);
});

test("an alert leads to its runbook, and the runbook to the next one", async ({ page }) => {
  await signIn(page, "Admin", "/slo");
  await page.getByText("All alerts with their runbooks").click();
  const alerts = page.getByRole("table", { name: "All alerts" });
  await alerts.getByRole("row").filter({ hasText: "availability-burn-rate-1h" }).getByRole("link").click();
  await expect(page).toHaveURL("/slo/runbooks/availability");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Availability: the budget burns");
  await page.getByRole("link", { name: "rollback" }).click();
  await expect(page).toHaveURL("/slo/runbooks/rollback");
  await page.getByRole("link", { name: "All runbooks" }).click();
  await expect(page.getByRole("link", { name: "availability", exact: true })).toBeVisible();
  expect((await page.goto("/slo/runbooks/nothing-there"))?.status()).toBe(404);
});

test("the weekly report is read as a page and taken away as Markdown", async ({ page }) => {
  await signIn(page, "SRE", "/slo");
  await page.getByRole("link", { name: "Weekly report" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Service levels, week to");
  await expect(page.getByRole("main")).toContainText(`0.1.0 at ${REVISION} was deployed 4 minutes before`);
  const started = page.waitForEvent("download");
  await page.getByRole("link", { name: "Markdown" }).click();
  const download = await started;
  expect(download.suggestedFilename()).toMatch(/^service-levels-\d{4}-\d\d-\d\d\.md$/);
  const text = await readFile(await download.path(), "utf8");
  expect(text).toContain("# Service levels, week to");
  expect(text).toContain(TRACE);
});

test("an analyst sees none of it", async ({ page }) => {
  await signIn(page, "Analyst");
  for (const path of ["/slo", "/slo/report", "/slo/runbooks", "/slo/runbooks/rollback", "/slo/report.md"]) {
    expect((await page.goto(path))?.status(), path).toBe(403);
  }
});

test("with an incident the pages pass axe in both themes and fit 390 pixels", async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page, "SRE");
  for (const path of ["/slo", "/slo/report", "/slo/runbooks", "/slo/runbooks/availability"]) {
    await page.goto(path);
    await page.locator("main details").evaluateAll((all) => {
      for (const each of all) each.setAttribute("open", "");
    });
    for (const width of [1440, 390]) {
      await expectNoSidewaysScroll(page, width);
      await expectAccessible(page);
    }
  }
});
