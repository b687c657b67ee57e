import { expect, signIn, test } from "./browser.ts";

test("without scripts a decision is looked at, confirmed, and undone from the list of decisions", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await signIn(page, "Analyst", "/queue?reason=name_only");
  await page
    .getByRole("link", { name: /^Effect of accepting/ })
    .first()
    .click();
  await expect(page.getByText("1 account moves;")).toBeVisible();
  await page.getByRole("button", { name: /^Confirm/ }).click();
  await expect(page).toHaveURL(/\/queue\?.*kind=accept/);
  await page.goto("/queue/decisions");
  await page.getByRole("link", { name: "Undo", exact: true }).first().click();
  await page.getByRole("button", { name: /^Confirm/ }).click();
  await expect(page).toHaveURL(/\/queue\/decisions\?.*kind=undo/);
  await context.close();
});
