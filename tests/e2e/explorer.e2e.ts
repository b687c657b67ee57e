import { readFile } from "node:fs/promises";
import { expectAccessible } from "./accessible.ts";
import { expect, signIn, test } from "./browser.ts";

test("the path of a row opens beside the list, steps to the next row and closes by Escape", async ({ page }) => {
  await signIn(page, "Analyst", "/access?search=Raghunathan&privilege=owner");
  const first = page.getByRole("link", { name: /^Steps from Priya Raghunathan/ }).first();
  await first.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/row=/);
  const panel = page.getByRole("complementary", { name: /^Priya Raghunathan reaches/ });
  await expect(panel.getByRole("heading")).toBeFocused();
  await expect(panel.getByRole("list", { name: "Steps of the path" })).toContainText("budget-reviewers");
  await expectAccessible(page);

  const opened = page.url();
  await panel.getByRole("link", { name: "Next row" }).click();
  await expect(page).not.toHaveURL(opened);
  await panel.getByRole("link", { name: "Previous row" }).click();
  await expect(page).toHaveURL(opened);

  await page.reload();
  await expect(panel).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(page).not.toHaveURL(/row=/);
  await expect(first).toBeFocused();
});

test("facets count what each choice leaves, and a view is saved, opened, removed and brought back", async ({
  page,
}) => {
  await signIn(page, "Analyst", "/access");
  const facets = page.getByRole("navigation", { name: "Narrow the list" });
  const inWorkspace = facets.getByRole("link", { name: /^Google Workspace/ });
  await inWorkspace.click();
  await expect(inWorkspace).toHaveAttribute("aria-current", "true");
  const owner = facets.getByRole("link", { name: /^Owner/ });
  const count = Number((await owner.innerText()).replaceAll(/\D/g, ""));
  await page.goto("/access?provider=google_workspace&privilege=owner&limit=200");
  await expect(page.getByRole("table", { name: "Effective access" }).getByRole("rowheader")).toHaveCount(count);

  // A run that broke off leaves its view behind.
  const name = `Owners, ${Date.now()}`;
  await page.goto("/access?provider=google_workspace&privilege=owner&sort=-account");
  const views = page.getByRole("region", { name: "Your views" });
  await views.getByText("Save this view").click();
  await views.getByLabel("Name of the view").fill(name);
  await views.getByRole("button", { name: "Save", exact: true }).click();
  await expect(views.getByRole("status")).toContainText("Saved");
  await page.goto("/access");
  await views.getByRole("link", { name }).click();
  await expect(page).toHaveURL("/access?provider=google_workspace&privilege=owner&sort=-account");
  await views.getByRole("button", { name: `Remove the view ${name}` }).click();
  await expect(views.getByRole("link", { name })).toBeHidden();
  await views.getByRole("button", { name: "Bring the view back" }).click();
  await expect(views.getByRole("link", { name })).toBeVisible();
  await views.getByRole("button", { name: `Remove the view ${name}` }).click();
  await expect(views.getByRole("status")).toContainText("Removed");
});

test("access is gathered by person, resource and role, and a group leads to its rows", async ({ page }) => {
  await signIn(page, "Analyst", "/access?provider=google_workspace");
  for (const by of ["role", "resource", "person"]) {
    await page
      .getByRole("navigation", { name: "Grouping" })
      .getByRole("link", { name: `By ${by}` })
      .click();
    await expect(page.getByRole("table", { name: `Effective access by ${by}` })).toBeVisible();
  }
  await expectAccessible(page);
  const first = page.getByRole("row").nth(1);
  const count = Number((await first.getByRole("cell").last().innerText()).replaceAll(/\D/g, ""));
  await first.getByRole("link").click();
  const rows = page.getByRole("table", { name: "Effective access", exact: true }).getByRole("rowheader");
  await expect(rows).toHaveCount(Math.min(count, 50));
  await expect(page.getByRole("list", { name: "Narrowed to" })).toContainText("Person:");
});

test("a list is walked, selected, narrowed to columns and saved as it is shown, and stays so", async ({ page }) => {
  await signIn(page, "Analyst", "/people");
  const table = page.getByRole("table", { name: "People" });
  await expect(page.getByRole("button", { name: "Save shown" })).toBeVisible();
  await page.getByRole("region", { name: "People" }).focus();
  for (const key of ["j", "x", "ArrowDown", "j", "k"]) await page.keyboard.press(key);
  const second = table.getByRole("row").nth(2);
  await expect(second).toBeFocused();
  await second.getByRole("checkbox").click({ modifiers: ["Shift"] });
  await table
    .getByRole("row")
    .nth(4)
    .getByRole("checkbox")
    .click({ modifiers: ["Shift"] });
  await expect(page.getByText("4 selected")).toBeVisible();

  await page.getByText("Columns", { exact: true }).click();
  await page.getByRole("checkbox", { name: "E-mail" }).uncheck();
  await expect(table.getByRole("columnheader", { name: "E-mail" })).toBeHidden();
  const started = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save selected" }).click();
  const lines = (await readFile(await (await started).path(), "utf8")).trim().split("\r\n");
  expect(lines).toHaveLength(5);
  expect(lines[0]).not.toContain("E-mail");

  const edge = page.getByRole("separator", { name: "Width of Name" });
  await edge.focus();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowRight");
  const width = await edge.getAttribute("aria-valuenow");
  await page.getByRole("button", { name: "Compact" }).click();
  await expectAccessible(page);
  await page.reload();
  await expect(edge).toHaveAttribute("aria-valuenow", width ?? "");
  await expect(page.getByRole("button", { name: "Comfortable" })).toBeVisible();
  await expect(table.getByRole("columnheader", { name: "E-mail" })).toBeHidden();

  await page.getByRole("region", { name: "People" }).focus();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/people\/[0-9a-f-]{36}/);
});
