import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/**
 * Axe finds nothing in the light theme nor in the dark one; the page is left in the dark.
 * Selectors of what passes are most of axe's work on a long table, and nobody reads them; the second page that puts
 * frames together (left out by the legacy mode) is as much again, and no page has frames.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" });
  expect(await violations(page), `${page.url()}, light`).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  // The themes differ in colours alone.
  expect(await violations(page, ["color-contrast", "link-in-text-block"]), `${page.url()}, dark`).toEqual([]);
}

export async function expectNoSidewaysScroll(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 844 });
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(excess, `pixels that ${page.url()} is too wide at ${width}`).toBeLessThanOrEqual(0);
}

async function violations(page: Page, runOnly?: string[]): Promise<object[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const found = await axe.options({ resultTypes: ["violations"], ...(runOnly && { runOnly }) }).analyze();
  return found.violations.map(({ id, nodes }) => ({ id, first: nodes[0]?.html }));
}
