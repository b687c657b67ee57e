import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { CLIENT, createIssuer, type Issuer } from "../support/oidc/issuer.server.ts";
import { expect, test } from "./browser.ts";

const PORT = 3212;
const PUBLIC_URL = `http://localhost:${PORT}`;

test.use({ baseURL: PUBLIC_URL });

let issuer: Issuer;
let web: ChildProcess;

test.beforeAll(async () => {
  issuer = await createIssuer(PUBLIC_URL);
  await issuer.appear();
  const flags = ["--experimental-async-context-frame", "--import", "./telemetry/register.ts"];
  // Beside the other server, on the same embedded database.
  const words = ["start", "--no-open", "--port", String(PORT), "--data-dir", ".cache/e2e"];
  web = spawn(process.execPath, [...flags, "app/cli.ts", ...words], {
    stdio: "ignore",
    env: {
      ...process.env,
      NODE_ENV: "production",
      LOG_LEVEL: "error",
      METRICS_PORT: "0",
      HOST: "0.0.0.0",
      PUBLIC_URL,
      OIDC_ISSUER: issuer.url,
      OIDC_CLIENT_ID: CLIENT.client_id,
      OIDC_CLIENT_SECRET: CLIENT.client_secret,
      OIDC_ROLES: JSON.stringify({ "cloud-admins": "admin" }),
      OIDC_TENANT: "demo",
    },
  });
  const isHealthy = () =>
    fetch(`${PUBLIC_URL}/api/health`).then(
      (answer) => answer.ok,
      () => false,
    );
  await expect.poll(isHealthy, { timeout: 60_000 }).toBe(true);
});

test.afterAll(async () => {
  const ended = once(web, "exit");
  web.kill("SIGTERM");
  await ended;
  await issuer.vanish();
});

test("somebody signs in at the issuer, sees the page asked for, and signs out there too", async ({ page }) => {
  issuer.person = { sub: "ada", claims: { groups: ["cloud-admins"], email: "ada@example.org", email_verified: true } };
  await page.goto("/people?search=ana");
  await page.getByRole("link", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/people?search=ana");
  await expect(page.getByRole("contentinfo")).toContainText("ada@example.org");
  await page.getByRole("link", { name: "Audit" }).click();
  await expect(page.getByRole("table", { name: "Audit log" })).toBeVisible();

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: /yes/i }).click();
  await expect(page).toHaveURL("/sign-in");
  await page.goto("/people");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("somebody without a group that is mapped is told so", async ({ page }) => {
  issuer.person = { sub: "eve", claims: { groups: ["visitors"], email: "eve@example.org" } };
  await page.goto("/");
  await page.getByRole("link", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "You have no access to Alxderia" })).toBeVisible();
  await expect(page.getByText("eve@example.org")).toBeVisible();
});
