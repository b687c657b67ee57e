import { expect, signIn, test } from "./browser.ts";

test("the keyboard alone walks the queue, shows the effect, accepts and undoes", async ({ page }) => {
  await signIn(page, "Analyst", "/queue?reason=name_only");
  const waiting = page.getByRole("list", { name: "Accounts waiting for a decision" }).locator("> li");
  const first = (await waiting.first().getByRole("heading").textContent()) ?? "";
  await expect(async () => {
    await page.keyboard.press("k");
    await expect(waiting.first()).toHaveAttribute("aria-current", "true", { timeout: 500 });
  }).toPass();
  await expect(waiting.first()).toContainText("If accepted: 1 account moves");
  await page.keyboard.press("a");
  await expect(page.getByRole("status").filter({ hasText: "Accepted" })).toBeVisible();
  await expect(waiting.getByRole("heading", { name: first, exact: true })).toHaveCount(0);
  await page.keyboard.press("u");
  await expect(page.getByRole("status").filter({ hasText: "Undone" })).toBeVisible();
  await expect(waiting.first().getByRole("heading")).toHaveText(first);
});

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
