import { test as base, expect, type Page } from "@playwright/test";

export type RoleName = "Analyst" | "SRE" | "Auditor" | "Admin";

/** As Playwright's own, and every test fails when the browser's console shows an error. */
export const test = base.extend<{ quietConsole: undefined }>({
  quietConsole: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on("console", (message) => {
        // The browser reports every answer of 400 and above itself; tests that go there look at the page.
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
          errors.push(message.text());
        }
      });
      page.on("pageerror", (error) => errors.push(error.message));
      await use(undefined);
      expect(errors, "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

/** Signs in by the form and waits for the page behind it. */
export async function signIn(page: Page, role: RoleName, path = "/"): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
  // The whole card is the label of its hidden radio button.
  await page.getByText(role, { exact: true }).click();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(path);
  // The address changes a moment before the page does.
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
}

/** Every page that an administrator sees, by a person and a resource of the demo organisation. */
export const PRIYA = "priya.raghunathan@northwind.example";
export const DMITRI = "dmitri.volkov@northwind.example";
export const ORGANISATION = "organizations/481516234299";

/** @returns the address of the first link in the table's first column. */
export async function firstLink(page: Page, list: string): Promise<string> {
  await page.goto(list);
  const href = await page.getByRole("rowheader").first().getByRole("link").getAttribute("href");
  if (href === null) throw new Error(`the first row of ${list} is no link`);
  return href;
}

export { expect };
