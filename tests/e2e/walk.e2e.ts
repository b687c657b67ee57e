import { expect, signIn, test } from "./browser.ts";

test("an analyst walks from the overview to the reason why somebody owns the cloud, and on to the resource", async ({
  page,
}) => {
  await signIn(page, "Analyst");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: /^People 7\d\d/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "Freshness of the sources" })).toContainText("google-workspace");

  await page.getByRole("link", { name: /^Effective access/ }).click();
  await page
    .getByRole("navigation", { name: "Narrow the list" })
    .getByRole("link", { name: /^Owner/ })
    .click();
  await expect(page).toHaveURL(/privilege=owner/);
  const table = page.getByRole("table", { name: "Effective access" });
  await expect(table.getByRole("row").nth(1)).toContainText("Owner");

  await page.getByRole("searchbox", { name: "Search" }).fill("Raghunathan");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/search=Raghunathan/);
  await expect(page).toHaveURL(/privilege=owner/);
  await table.getByRole("link", { name: "Priya Raghunathan", exact: true }).first().click();

  await expect(page.getByRole("heading", { name: "Priya Raghunathan", level: 1 })).toBeVisible();
  const accounts = page.getByRole("table", { name: "Accounts of this person" });
  await expect(accounts).toContainText("This account made the person");
  await page
    .getByRole("link", { name: /^Why Priya Raghunathan has access/ })
    .first()
    .click();

  await expect(page.getByRole("heading", { level: 1 })).toContainText("Why Priya Raghunathan reaches");
  await page.getByText("Source record").first().click();
  await expect(page.locator("details[open] pre").first()).toBeVisible();

  const resource = page.getByRole("heading", { level: 1 });
  const name = (await resource.textContent())?.replace("Why Priya Raghunathan reaches ", "") ?? "";
  await page.getByRole("main").getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { name: "Admins and owners" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Why Priya Raghunathan reaches");
});

test("a list pages forward by cursor and back to its beginning", async ({ page }) => {
  await signIn(page, "Analyst", "/people");
  const first = await page.getByRole("rowheader").first().textContent();
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page).toHaveURL(/cursor=/);
  await expect(page.getByRole("rowheader").first()).not.toHaveText(first ?? "");
  await page.getByRole("link", { name: "First" }).click();
  await expect(page).toHaveURL("/people");
  await expect(page.getByRole("rowheader").first()).toHaveText(first ?? "");
});

test("a column's head sorts the list, keeps the filter and the next page in its order, and turns it round", async ({
  page,
}) => {
  await signIn(page, "Analyst", "/people?search=northwind.example");
  const head = page.getByRole("columnheader", { name: "E-mail" });
  const link = head.getByRole("link", { name: "E-mail" });
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
  await expect(head).not.toHaveAttribute("aria-sort");
  await expect(link).toHaveAttribute("href", "/people?search=northwind.example&sort=email");
  const emails = () => page.getByRole("row").locator("td:nth-of-type(1)").allInnerTexts();
  await link.focus();
  await page.keyboard.press("Enter");
  await expect(head).toHaveAttribute("aria-sort", "ascending");
  const first = await emails();
  expect(first).toEqual(first.toSorted());
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page).toHaveURL(/search=northwind\.example&sort=email&cursor=/);
  await expect(page.getByRole("link", { name: "First" })).toBeVisible();
  expect(((await emails())[0] ?? "") > (first.at(-1) ?? "")).toBe(true);
  await link.click();
  await expect(page).toHaveURL("/people?search=northwind.example&sort=-email");
  await expect(head).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/sort=-email/);
});

test("a search that finds nobody says what to do", async ({ page }) => {
  await signIn(page, "Analyst", "/people?search=zzzzzz");
  await expect(page.getByText("No people match")).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "clear all of them" }).click();
  await expect(page.getByRole("table", { name: "People" })).toBeVisible();
});

test("a group shows its nested members with the chain that leads in, and what it grants", async ({ page }) => {
  await signIn(page, "Analyst", "/groups?search=gcp-organization-admins");
  await page.getByRole("rowheader").first().getByRole("link").click();
  await expect(page.getByRole("table", { name: "What the group grants" })).toContainText("roles/owner");
  const priya = page.getByRole("table", { name: "Members" }).getByRole("row").filter({ hasText: "Priya Raghunathan" });
  await expect(priya.first()).toContainText("budget-reviewers");
});
