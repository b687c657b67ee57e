import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { DMITRI, expect, firstLink, ORGANISATION, PRIYA, signIn, test } from "./browser.ts";

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
    "/audit",
    "/slo",
    "/slo/report",
    "/slo/runbooks",
    "/slo/runbooks/availability",
    "/no-such-page",
  ];
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`every page passes axe in the ${colorScheme} theme`, async ({ page }) => {
    test.setTimeout(300_000);
    await page.emulateMedia({ colorScheme });
    await page.goto("/sign-in");
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await signIn(page, "Admin");
    for (const path of await listPages(page)) {
      await test.step(path, async () => {
        const answer = await page.goto(path);
        expect(answer?.status()).toBe(path === "/no-such-page" ? 404 : 200);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expect(page).toHaveTitle(/Alxderia/);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => ({ id, first: nodes[0]?.html }))).toEqual([]);
      });
    }
  });
}

for (const width of [390, 1440]) {
  test(`no page scrolls sideways at a width of ${width} pixels`, async ({ page }) => {
    test.setTimeout(120_000);
    await signIn(page, "Admin");
    const paths = await listPages(page);
    await page.setViewportSize({ width, height: 844 });
    for (const path of ["/sign-in", ...paths]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(excess, `pixels that ${path} is too wide`).toBeLessThanOrEqual(0);
    }
  });
}

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
  await expect(page.getByLabel("Privilege")).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/access?search=ana");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("sign-in, filters, paging, decisions, theme and sign-out work as plain forms and links", async ({ page }) => {
    await signIn(page, "Admin", "/access");
    await page.getByLabel("Privilege").selectOption("owner");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page).toHaveURL(/privilege=owner/);
    await expect(page.getByRole("table", { name: "Effective access" })).toBeVisible();

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
