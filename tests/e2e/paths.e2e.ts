import { readFile } from "node:fs/promises";
import { DMITRI, expect, ORGANISATION, PRIYA, signIn, test } from "./browser.ts";

const PERSON = `/people/${encodeURIComponent(PRIYA)}`;

test("a person's page draws the paths, follows one box into the address, and saves the drawing", async ({ page }) => {
  await signIn(page, "Analyst", PERSON);
  const graph = page.getByRole("group", { name: /^Paths of Priya Raghunathan/ });
  await graph.getByRole("link", { name: /^gcp-organization-admins/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/mark=b[0-9a-f]{8}/);
  await expect(graph.locator("[aria-current=true]")).toHaveAccessibleName(/^gcp-organization-admins/);
  await page.reload();
  await expect(graph.locator("[aria-current=true]")).toHaveAccessibleName(/^gcp-organization-admins/);

  for (const [kind, beginning] of [
    ["SVG", "<svg"],
    ["PNG", "\u0089PNG"],
  ] as const) {
    const started = page.waitForEvent("download");
    await page.getByRole("button", { name: `Save the graph as ${kind}` }).click();
    const saved = await readFile(await (await started).path(), "latin1");
    expect(saved.startsWith(beginning)).toBe(true);
  }

  await page.getByText("The same as a table").click();
  const table = page.getByRole("table", { name: /^Paths of Priya Raghunathan as a table/ });
  await expect(table.getByRole("row").filter({ hasText: "cloud-governance" }).first()).toContainText("roles/owner");
});

test("an analyst learns what to remove so that somebody loses the cloud, and who else would", async ({ page }) => {
  await signIn(
    page,
    "Analyst",
    `/explain?person=${encodeURIComponent(PRIYA)}&resource=${encodeURIComponent(ORGANISATION)}`,
  );
  const ways = page.getByRole("list", { name: "Ways to end the access" }).locator("> li");
  await expect(ways.first()).toContainText("budget-reviewers");
  await expect(ways.first()).toContainText("Nobody else loses anything");
  const grant = ways.filter({ hasText: "The grant of roles/owner" });
  await grant.getByText("Who else loses what").click();
  await expect(grant.getByRole("link", { name: "Kofi Mensah" }).first()).toBeVisible();

  await page.goto(`/explain?person=${encodeURIComponent(PRIYA)}&resource=northwind%2Fpayments-core`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("does not reach payments-core");
  const missing = page.getByRole("table", { name: "Steps that are missing" });
  await expect(missing.getByRole("row").nth(1)).toContainText("None known in GitHub");
});

test("two people are compared from a person's page, and a group tells what somebody who joins it would gain", async ({
  page,
}) => {
  await signIn(page, "Analyst", PERSON);
  await page.getByRole("link", { name: "Compare with somebody" }).click();
  await page.getByLabel("Compare Priya Raghunathan with", { exact: true }).fill(DMITRI);
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Priya Raghunathan and Dmitri Volkov");
  await expect(page.getByRole("table", { name: "Only Priya Raghunathan" })).toContainText("northwind.example");
  await page
    .getByRole("link", { name: /^By another path|^At another level/ })
    .first()
    .click();
  await expect(page).toHaveURL(/show=level/);

  await page.goto("/groups?search=gcp-organization-admins");
  await page.getByRole("rowheader").first().getByRole("link").click();
  await page.getByLabel("Who would join").fill(DMITRI);
  await page.getByRole("button", { name: "Show what is new" }).click();
  const gains = page.getByRole("table", { name: "What Dmitri Volkov would gain" });
  await expect(gains.getByRole("row").nth(1)).toContainText("roles/owner");
});
