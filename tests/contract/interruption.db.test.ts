import { readFileSync } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { createProduct, type Product, runCli } from "../support/product.server.ts";

const MEGABYTES = 60;

let product: Product;

/** A bundle of one users.json of that size, written as it goes. @returns its folder and the number of users */
async function writeLargeBundle(megabytes: number): Promise<{ folder: string; users: number }> {
  const folder = path.join(product.home, `large-${megabytes}`);
  await mkdir(path.join(folder, "google-workspace"), { recursive: true });
  const file = await open(path.join(folder, "google-workspace", "users.json"), "w");
  const padding = "p".repeat(2_000);
  let users = 0;
  let bytes = 0;
  await file.write('{"users":[');
  while (bytes < megabytes * 1e6) {
    let chunk = "";
    for (let n = 0; n < 500; n++, users++) {
      const record = { id: `${users}`, primaryEmail: `u${users}@northwind.example`, customSchemas: { note: padding } };
      chunk += (users === 0 ? "" : ",") + JSON.stringify(record);
    }
    await file.write(chunk);
    bytes += chunk.length;
  }
  await file.write("]}");
  await file.close();
  return { folder, users };
}

function peakMegabytes(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

beforeAll(async () => {
  product = await createProduct();
});

test(`a file of ${MEGABYTES} MB is read within 400 MB of memory`, async () => {
  const { folder, users } = await writeLargeBundle(MEGABYTES);
  let peak = 0;
  const environment = { DATABASE_URL: product.ownerUrl };
  const run = await runCli(["ingest", folder, "--json"], environment, ({ pid }) => {
    const watch = setInterval(() => {
      const seen = peakMegabytes(pid ?? 0);
      if (seen === 0) clearInterval(watch);
      peak = Math.max(peak, seen);
    }, 100);
  });
  expect(run.code, run.stderr).toBe(0);
  expect(run.stderr).not.toMatch(/Warning/);
  expect(JSON.parse(run.stdout)).toMatchObject({ files: [{ read: users, stored: users }], changes: { added: users } });
  console.info(`${MEGABYTES} MB in one file: peak of ${peak.toFixed(0)} MB resident`);
  if (process.platform === "linux") expect(peak).toBeGreaterThan(40);
  expect(peak).toBeLessThan(400);
}, 180_000);

test("a database that goes away in the middle ends with 3 and leaves the scope as it was", async () => {
  const { folder } = await writeLargeBundle(20);
  const tenant = ["--tenant", "cut"];
  await product.ingest(
    { "google-workspace/users.json": [{ id: "0", primaryEmail: "old@northwind.example" }] },
    ...tenant,
  );
  let ended = false;
  const running = product.run("ingest", folder, "--json", ...tenant).finally(() => {
    ended = true;
  });
  let cut = 0;
  while (!ended && cut === 0) {
    await sleep(20);
    const { rowCount } = await product.owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and application_name not like '%test%'
         and exists (select from pg_stat_activity as busy where busy.datname = current_database() and busy.query ~* '^copy stage')`,
    );
    cut = rowCount ?? 0;
  }
  const { code, stdout, stderr } = await running;
  expect(cut).toBeGreaterThan(0);
  expect({ code, stdout }, stderr).toEqual({ code: 3, stdout: "" });
  expect(stderr).toMatch(/the database is not there or went away/);
  expect(stderr).not.toMatch(/\n {4}at /);
  const { rows } = await product.owner.query(
    `select google_workspace_users.primary_email from google_workspace_users
     join tenants on tenants.id = google_workspace_users.tenant_id where tenants.slug = 'cut'`,
  );
  expect(rows).toEqual([{ primary_email: "old@northwind.example" }]);
  const again = await product.ingest(folder, ...tenant);
  expect(again.code, again.stderr).toBe(0);
}, 120_000);
