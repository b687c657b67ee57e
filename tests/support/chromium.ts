import { existsSync } from "node:fs";

/** CHROMIUM_PATH, else the usual places; undefined lets Playwright look for a browser of its own. */
const executablePath = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
].find((place) => place !== undefined && existsSync(place));

/** How every browser here is started. */
export const CHROMIUM = { ...(executablePath === undefined ? {} : { executablePath }), chromiumSandbox: false };
