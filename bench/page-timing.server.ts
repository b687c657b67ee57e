import type { Browser, Page } from "playwright-core";
import type { SignedIn } from "./signed-in.server.ts";

/**
 * One visit with an empty cache. Milliseconds since the navigation began, and for each interaction those from the input to
 * the next paint, as the browser's Event Timing counts them (in steps of 8; what is under 16 is told as 16).
 */
export type Visit = { paint: number; load: number; shift: number; interactions: number[] };

type Observed = { shift: number; interactions: Map<number, number>; inputs: number };

declare global {
  interface Window {
    observed: Observed;
  }
  interface PerformanceEntry {
    value?: number;
    hadRecentInput?: boolean;
    interactionId?: number;
  }
}

const LEAST_MS = 16;

/** Runs in the page, before anything of it. */
function observe(): void {
  const observed: Observed = { shift: 0, interactions: new Map(), inputs: 0 };
  window.observed = observed;
  new PerformanceObserver((list) => {
    for (const { value = 0, hadRecentInput } of list.getEntries()) if (!hadRecentInput) observed.shift += value;
  }).observe({ type: "layout-shift", buffered: true });
  const timed: PerformanceObserverInit & { durationThreshold: number } = {
    type: "event",
    buffered: true,
    durationThreshold: 16,
  };
  new PerformanceObserver((list) => {
    for (const { interactionId = 0, duration } of list.getEntries()) {
      if (interactionId === 0) continue;
      observed.interactions.set(interactionId, Math.max(observed.interactions.get(interactionId) ?? 0, duration));
    }
  }).observe(timed);
  for (const name of ["pointerup", "keydown"]) {
    window.addEventListener(name, () => {
      observed.inputs += 1;
    });
  }
}

/** Waits until the paint after the last input is counted: an entry is told after the frame that it waited for. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50))));
}

/** What people do on every page: the palette, the keys of a list, what opens and what is ticked, and going on. */
async function interact(page: Page): Promise<void> {
  const isSignedIn = (await page.getByRole("button", { name: /^Find/ }).count()) > 0;
  if (isSignedIn) {
    await page.keyboard.press("Control+k");
    await page.getByRole("searchbox", { name: "Find" }).waitFor();
    // The first Escape empties the field, the second closes the palette.
    for (const key of ["o", "Escape", "Escape"]) {
      await page.keyboard.press(key);
      await settle(page);
    }
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  const list = page.locator("main section[tabindex='0']:has(table[data-list])").first();
  if ((await list.count()) > 0) {
    await list.focus();
    for (const key of ["j", "j", "x"]) {
      await page.keyboard.press(key);
      await settle(page);
    }
  }
  for (const kind of ["main summary", "main tbody input[type=checkbox]", "main label:has(input[type=radio])"]) {
    const target = page.locator(kind).filter({ visible: true }).first();
    if ((await target.count()) === 0) continue;
    await target.click();
    await settle(page);
  }
  if (isSignedIn) {
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "People", exact: true }).click();
    await page.waitForURL(/\/people$/);
    await settle(page);
  }
}

/** Opens the page as somebody does who was never there, and uses it. */
export async function visit(browser: Browser, signedIn: SignedIn, url: string): Promise<Visit> {
  const isSignIn = new URL(url).pathname === "/sign-in";
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    ...(isSignIn ? {} : { storageState: signedIn }),
  });
  try {
    const page = await context.newPage();
    await page.addInitScript(observe);
    const answer = await page.goto(url, { waitUntil: "load" });
    if (answer?.status() !== 200) throw new Error(`${url} answered ${answer?.status()}`);
    // Until the scripts of the page and of the palette have come, which are asked for when the page is at rest.
    await page.waitForLoadState("networkidle");
    const { paint, load, shift } = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
      const painted = performance.getEntriesByName("first-contentful-paint")[0];
      return { paint: painted?.startTime ?? NaN, load: navigation?.loadEventEnd ?? NaN, shift: window.observed.shift };
    });
    await interact(page);
    const { long, inputs } = await page.evaluate(() => ({
      long: [...window.observed.interactions.values()],
      inputs: window.observed.inputs,
    }));
    const short = Array<number>(Math.max(0, inputs - long.length)).fill(LEAST_MS);
    return { paint, load, shift, interactions: [...long, ...short] };
  } finally {
    await context.close();
  }
}
