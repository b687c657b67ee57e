import { defineConfig } from "@playwright/test";
import { CHROMIUM } from "./tests/support/chromium.ts";

const PORT = 3210;

/** Browser tests against the built product with its demo organisation of 700 people, in an embedded database. */
export default defineConfig({
  testDir: "tests/e2e",
  testMatch: "*.e2e.ts",
  outputDir: "test-results",
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: [["list"]],
  use: {
    baseURL: `http://localhost:${PORT}`,
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    launchOptions: CHROMIUM,
  },
  webServer: {
    command: `npm run start -- --no-open --port ${PORT} --data-dir .cache/e2e`,
    url: `http://localhost:${PORT}/api/health`,
    timeout: 300_000,
    reuseExistingServer: process.env.CI === undefined,
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
  },
});
