import { expect, signIn, test } from "./browser.ts";

const menu = "Main";

test("who is not signed in is sent to the sign-in and then to the page asked for", async ({ page }) => {
  await page.goto("/people?search=ana");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await expect(page.getByText("only listens on this machine")).toBeVisible();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/people?search=ana");
});

test("an analyst sees no audit log, neither in the menu nor by its address", async ({ page }) => {
  await signIn(page, "Analyst");
  await expect(page.getByRole("navigation", { name: menu }).getByRole("link", { name: "Audit" })).toHaveCount(0);
  const answer = await page.goto("/audit");
  expect(answer?.status()).toBe(403);
  await expect(page.getByRole("heading", { name: "Your role may not see this" })).toBeVisible();
  await expect(page.getByText("Trace id")).toBeVisible();
});

test("an auditor reads the audit log and may not decide", async ({ page }) => {
  await signIn(page, "Auditor", "/audit");
  await expect(page.getByRole("table", { name: "Audit log" })).toBeVisible();
  expect((await page.goto("/queue"))?.status()).toBe(403);
});

test("an accepted candidate is linked at once, can be undone, and both stand in the audit log", async ({ page }) => {
  await signIn(page, "Admin", "/queue?reason=conflict");
  const waiting = page.getByRole("list", { name: "Accounts waiting for a decision" }).locator("> li");
  const before = await waiting.count();
  const label = (await waiting.first().getByRole("heading").textContent()) ?? "";
  await waiting
    .first()
    .getByRole("button", { name: /^Accept/ })
    .first()
    .click();
  await expect(page.getByRole("status").filter({ hasText: "Accepted" })).toBeVisible();
  await expect(waiting).toHaveCount(before - 1);

  await page.getByRole("button", { name: "Undo this decision" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Undone" })).toBeVisible();
  await expect(waiting.getByRole("heading", { name: label, exact: true })).toBeVisible();

  await page.goto("/audit");
  const log = page.getByRole("table", { name: "Audit log" });
  await expect(log).toContainText("accept");
  await expect(log).toContainText("undo");
});

test("signing out ends the session", async ({ page }) => {
  await signIn(page, "SRE");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/sign-in");
  await page.goto("/people");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("an unknown page and a wrong filter are explained in words", async ({ page }) => {
  await signIn(page, "Analyst");
  expect((await page.goto("/no-such-page"))?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  expect((await page.goto("/access?provider=nowhere"))?.status()).toBe(400);
  await expect(page.getByText("aws_identity_center")).toBeVisible();
  expect((await page.goto("/people/00000000-0000-4000-8000-000000000000"))?.status()).toBe(404);
});
