import { readFile } from "node:fs/promises";
import { DMITRI, expect, PRIYA, signIn, test } from "./browser.ts";

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

test("who does not reach a resource sees the step that is missing", async ({ page }) => {
  const pair = `person=${encodeURIComponent(PRIYA)}&resource=northwind%2Fpayments-core`;
  await signIn(page, "Analyst", `/explain?${pair}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("does not reach payments-core");
  const missing = page.getByRole("table", { name: "Steps that are missing" });
  await expect(missing.getByRole("row").nth(1)).toContainText("None known in GitHub");
});

test("a group tells what somebody who joins it would gain", async ({ page }) => {
  await signIn(page, "Analyst", "/groups?search=gcp-organization-admins");
  await page.getByRole("rowheader").first().getByRole("link").click();
  const joins = page.getByRole("combobox", { name: "Who would join" });
  await joins.click();
  await joins.fill(DMITRI);
  await page.getByRole("option").first().click();
  await page.getByRole("button", { name: "Show what is new" }).click();
  const gains = page.getByRole("table", { name: "What Dmitri Volkov would gain" });
  await expect(gains.getByRole("row").nth(1)).toContainText("roles/owner");
});
