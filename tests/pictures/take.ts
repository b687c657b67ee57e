import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { report, withBenchServer } from "../../bench/bench-server.server.ts";
import { createDemoDatabase } from "../../bench/demo-database.server.ts";
import { withProductServer } from "../../bench/product-server.server.ts";
import { type SignedIn, withSignedIn } from "../../bench/signed-in.server.ts";
import { ORGANISATION, PRIYA } from "../e2e/browser.ts";

/** `npm run build && npm run pictures`: the pictures of the README, of the demo organisation, made anew. */

const FOLDER = path.resolve("docs/pictures");
const MOST_BYTES = 2_000_000;
const QUALITY = 82;

type Picture = { name: string; path: string; before?: (page: Page) => Promise<void> };

const why = (resource: string) => `/explain?${new URLSearchParams({ person: PRIYA, resource })}`;

const PICTURES: readonly Picture[] = [
  { name: "overview", path: "/" },
  {
    name: "access",
    path: "/access?privilege=owner&search=Raghunathan",
    before: async (page) => {
      await page
        .getByRole("link", { name: /^Steps from/ })
        .first()
        .click();
      await page.getByRole("list", { name: "Steps of the path" }).waitFor();
    },
  },
  { name: "person", path: `/people/${encodeURIComponent(PRIYA)}` },
  { name: "why", path: why(ORGANISATION) },
  { name: "why-not", path: why("northwind/payments-core") },
  {
    name: "queue",
    path: "/queue?reason=conflict",
    before: async (page) => {
      await page.keyboard.press("j");
      await page.getByText("If accepted:").first().waitFor();
    },
  },
  {
    name: "ask",
    path: "/ask",
    before: async (page) => {
      await page.getByRole("textbox", { name: "Your question" }).fill("Which admins have no MFA?");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Receipt" }).waitFor();
    },
  },
];

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };

const SHOTS = [
  ...PICTURES.flatMap((picture) =>
    (["light", "dark"] as const).map((theme) => ({ picture, theme, size: WIDE, suffix: theme })),
  ),
  ...PICTURES.filter(({ name }) => name === "overview").map((picture) => ({
    picture,
    theme: "light" as const,
    size: NARROW,
    suffix: "phone",
  })),
];

async function take(browser: Browser, signedIn: SignedIn, origin: string, shot: (typeof SHOTS)[number]): Promise<void> {
  const { picture, theme, size, suffix } = shot;
  const context = await browser.newContext({ storageState: signedIn, viewport: size, colorScheme: theme });
  const page = await context.newPage();
  await page.goto(`${origin}${picture.path}`);
  await page.getByRole("button", { name: /^Find/ }).waitFor();
  await picture.before?.(page);
  // Playwright itself writes no WebP, which is a third of PNG here.
  const session = await context.newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
  await writeFile(path.join(FOLDER, `${picture.name}-${suffix}.webp`), Buffer.from(data, "base64"));
  await context.close();
}

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
await withBenchServer(async (server) => {
  const url = await createDemoDatabase(server.ownerUrl, "pictures");
  await withProductServer(url, {}, (origin) =>
    withSignedIn(origin, async (browser, signedIn) => {
      for (const shot of SHOTS) {
        report(`  ${shot.picture.name}, ${shot.suffix}`);
        await take(browser, signedIn, origin, shot);
      }
    }),
  );
});
const sizes = await Promise.all(
  (await readdir(FOLDER)).map(async (name) => (await stat(path.join(FOLDER, name))).size),
);
const bytes = sizes.reduce((sum, size) => sum + size, 0);
report(`${sizes.length} pictures, ${Math.round(bytes / 1000)} kB`);
if (bytes > MOST_BYTES) throw new Error(`the pictures are ${bytes} bytes, more than ${MOST_BYTES}`);
