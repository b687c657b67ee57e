import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { signIn } from "./browser.ts";

/** What a task took; keys are characters and named keys alike. */
export type Taken = { task: string; clicks: number; keys: number; seconds: number };

/** An analyst at a page that is signed in already, whose clicks and key presses are counted. */
export type Desk = {
  page: Page;
  click(target: Locator): Promise<void>;
  /** Types where the focus is. */
  type(text: string): Promise<void>;
  press(...keys: string[]): Promise<void>;
  /** Chooses a file or a folder: the click that opens the dialogue of the system counts, what is done there does not. */
  choose(field: Locator, path: string): Promise<void>;
};

type Count = { clicks: number; keys: number };

function createDesk(page: Page, count: Count): Desk {
  return {
    page,
    async click(target) {
      count.clicks += 1;
      await target.click();
    },
    async type(text) {
      count.keys += [...text].length;
      await page.keyboard.type(text);
    },
    async press(...keys) {
      for (const key of keys) {
        count.keys += 1;
        await page.keyboard.press(key);
      }
    },
    async choose(field, path) {
      count.clicks += 1;
      await field.setInputFiles(path);
    },
  };
}

/** One page for all tasks, as an analyst has; signing in is no part of a task. */
const test = base.extend<object, { office: { page: Page; errors: string[] } }>({
  office: [
    async ({ browser }, use, { project }) => {
      const { baseURL, viewport } = project.use;
      const page = await browser.newPage({ ...(baseURL && { baseURL }), ...(viewport && { viewport }) });
      const errors: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      page.on("pageerror", (error) => errors.push(error.message));
      await signIn(page, "Analyst");
      await use({ page, errors });
      await page.close();
    },
    { scope: "worker" },
  ],
});

const all: Taken[] = [];

/**
 * Declares a task: it begins on the overview, and is over when the analyst has seen the answer. The time is told and never
 * asserted.
 * @param mostClicks of the mouse; more than these fail the task
 */
export function task(name: string, mostClicks: number, walk: (desk: Desk) => Promise<void>): void {
  test(name, async ({ office: { page, errors } }, info) => {
    await page.goto("/");
    await page.getByRole("button", { name: /^Find/ }).waitFor();
    const count = { clicks: 0, keys: 0 };
    const started = performance.now();
    await walk(createDesk(page, count));
    const taken = { task: name, ...count, seconds: Number(((performance.now() - started) / 1000).toFixed(1)) };
    all.push(taken);
    await info.attach("taken", { body: JSON.stringify(taken), contentType: "application/json" });
    expect(errors.splice(0), "errors in the browser's console").toEqual([]);
    expect(taken.clicks, "clicks").toBeLessThanOrEqual(mostClicks);
  });
}

/** Prints what every task took, at the end of the file. */
export function tellTaken(): void {
  test.afterAll(() => {
    const line = (...[first, ...cells]: (string | number)[]) =>
      `${String(first).padEnd(76)}${cells.map((cell) => String(cell).padStart(9)).join("")}`;
    const lines = all.map(({ task: name, clicks, keys, seconds }) => line(name, clicks, keys, seconds.toFixed(1)));
    console.log(["", line("task", "clicks", "keys", "seconds"), ...lines, ""].join("\n"));
  });
}

export { expect, test };
