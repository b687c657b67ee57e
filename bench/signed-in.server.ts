import { type Browser, chromium, type Page } from "playwright-core";
import { CHROMIUM } from "../tests/support/chromium.ts";

/** What a browser of somebody who is signed in starts with. */
export type SignedIn = Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>;

/** Lends a browser, and what lets a new context of it in as an administrator, who sees every page. */
export async function withSignedIn<Result>(
  origin: string,
  work: (browser: Browser, signedIn: SignedIn) => Promise<Result>,
): Promise<Result> {
  const browser = await chromium.launch(CHROMIUM);
  try {
    const page = await browser.newPage();
    await page.goto(`${origin}/sign-in`);
    // The whole card is the label of its hidden radio button.
    await page.getByText("Admin", { exact: true }).click();
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("navigation", { name: "Main" }).waitFor();
    const signedIn = await page.context().storageState();
    await page.close();
    return await work(browser, signedIn);
  } finally {
    await browser.close();
  }
}
