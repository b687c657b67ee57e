import { AxeBuilder } from "@axe-core/playwright";
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
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

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

  await page.goto("/access?provider=google_workspace&privilege=owner");
  const views = page.getByRole("region", { name: "Your views" });
  await views.getByText("Save this view").click();
  await views.getByLabel("Name of the view").fill("Owners by Workspace");
  await views.getByRole("button", { name: "Save", exact: true }).click();
  await expect(views.getByRole("status")).toContainText("Saved");
  await page.goto("/access");
  await views.getByRole("link", { name: "Owners by Workspace" }).click();
  await expect(page).toHaveURL("/access?provider=google_workspace&privilege=owner");
  await views.getByRole("button", { name: "Remove the view Owners by Workspace" }).click();
  await expect(views.getByRole("link", { name: "Owners by Workspace" })).toBeHidden();
  await views.getByRole("button", { name: "Bring the view back" }).click();
  await expect(views.getByRole("link", { name: "Owners by Workspace" })).toBeVisible();
  await views.getByRole("button", { name: "Remove the view Owners by Workspace" }).click();
});
