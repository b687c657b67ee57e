import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "./accessible.ts";
import { DMITRI, expect, firstLink, ORGANISATION, PRIYA, signIn, test } from "./browser.ts";

// A snapshot of every long table before and after every step takes longer than the steps.
test.use({ trace: "off" });

async function listPages(page: Page): Promise<string[]> {
  return [
    "/",
    "/findings",
    "/findings?state=all&severity=critical",
    "/findings?rule=no-such-rule",
    await firstLink(page, "/findings"),
    "/ask",
    "/ask/history",
    "/ask/saved",
    "/access",
    "/access?search=zzzzzz",
    // a whole second later is later than the first reading, and has come
    `/access?as-of=${new Date(Date.now() - 1_000).toISOString().slice(0, 19)}`,
    "/changes",
    "/changes?from=1970-01-01",
    "/changes?kind=lost&system=github",
    "/people",
    await firstLink(page, "/people"),
    "/resources",
    `/resources/${ORGANISATION}`,
    "/groups",
    await firstLink(page, "/groups"),
    "/explain",
    `/explain?person=${encodeURIComponent(PRIYA)}&resource=${encodeURIComponent(ORGANISATION)}`,
    `/explain?person=${encodeURIComponent(PRIYA)}&resource=northwind%2Fpayments-core`,
    `/people/${encodeURIComponent(PRIYA)}/compare?other=${encodeURIComponent(DMITRI)}`,
    "/queue",
    "/queue/decisions",
    "/sources",
    "/audit",
    "/slo",
    "/slo/report",
    "/slo/runbooks",
    "/slo/runbooks/availability",
    "/no-such-page",
  ];
}

test("every page passes axe in both themes and scrolls sideways at neither width", async ({ page }) => {
  test.setTimeout(480_000);
  await page.goto("/sign-in");
  await expectAccessible(page);
  await signIn(page, "Admin");
  for (const path of await listPages(page)) {
    await test.step(path, async () => {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(path === "/no-such-page" ? 404 : 200);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page).toHaveTitle(/Alxderia/);
      await expectAccessible(page);
      for (const width of [390, 1440]) await expectNoSidewaysScroll(page, width);
    });
  }
});

test("the theme that was chosen is remembered", async ({ page }) => {
  await signIn(page, "Analyst", "/people");
  await page.getByRole("button", { name: "Dark theme" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page).toHaveURL("/people");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("sign-in, skip link and filters work with the keyboard alone", async ({ page }) => {
  await page.goto("/sign-in?next=%2Faccess");
  await expect(page.getByRole("radio", { name: /Analyst/ })).toBeChecked();
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: /SRE/ })).toBeChecked();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/access");

  await page.reload();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();

  await page.getByRole("searchbox", { name: "Search" }).focus();
  await page.keyboard.type("ana");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("As of")).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/access?search=ana");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("sign-in, filters, paging, decisions, theme and sign-out work as plain forms and links", async ({ page }) => {
    await signIn(page, "Admin", "/access");
    await page
      .getByRole("navigation", { name: "Narrow the list" })
      .getByRole("link", { name: /^Owner/ })
      .click();
    await expect(page).toHaveURL(/privilege=owner/);
    await page.getByRole("searchbox", { name: "Search" }).fill("Raghunathan");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page).toHaveURL(/privilege=owner.*search=Raghunathan/);
    await page
      .getByRole("link", { name: /^Steps from/ })
      .first()
      .click();
    await expect(page.getByRole("complementary").getByRole("list", { name: "Steps of the path" })).toBeVisible();

    await page.goto("/people");
    await page.getByRole("link", { name: "Next" }).click();
    await expect(page).toHaveURL(/cursor=/);

    await page.goto("/explain");
    await page.getByLabel("Person").fill(PRIYA);
    await page.getByLabel("Resource").fill(ORGANISATION);
    await page.getByRole("button", { name: "Explain" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Why Priya Raghunathan");

    await page.goto("/queue?reason=conflict");
    await page
      .getByRole("button", { name: /^Reject/ })
      .first()
      .click();
    await expect(page.getByText("Rejected:")).toBeVisible();
    await page.getByRole("button", { name: "Undo this decision" }).click();
    await expect(page.getByText("Undone:")).toBeVisible();

    await page.getByRole("button", { name: "Dark theme" }).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL("/sign-in");
  });
});
