import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { afterFile } from "../../tests/support/after-file.ts";
import { createTestContext } from "../../tests/support/app-context.ts";
import { type BundleFiles, contentOf } from "../../tests/support/bundle-builder.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.server.ts";
import type { AppContext } from "../http/context.ts";
import { signInCookie } from "../http/session.server.ts";
import type { Role } from "../model/roles.ts";
import type { Upload } from "../model/uploads.ts";
import { openUploads } from "../web/uploads.server.ts";
import { loader as sources } from "./_app.sources._index.tsx";
import { loader as run } from "./_app.sources.runs.$id.tsx";
import { action as decide, loader as upload } from "./_app.sources.uploads.$id.tsx";
import { action as send } from "./sources.uploads.ts";

const users = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `${n}`, primaryEmail: `u${n}@northwind.example` }));
const ORGANISATION: BundleFiles = {
  "google-workspace/users.json": users(30),
  "gcp/projects.json": [{ projectId: "billing", name: "Billing" }],
  "gcp/iam-policies/projects/billing.json": {
    bindings: [{ role: "roles/viewer", members: ["user:u1@northwind.example"] }],
  },
};

let stored: TestDatabase;
let context: AppContext;

beforeAll(async () => {
  stored = await createTestDatabase();
  const { database, ownerUrl: appUrl } = stored;
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const uploads = openUploads({ database, appUrl, password: null, log, rerunSaved: async () => {} });
  afterFile(() => uploads.close());
  context = createTestContext(stored, undefined, undefined, uploads);
});

async function argsOf(path: string, given: { role?: Role; body?: BodyInit; accept?: string } = {}) {
  const { role = "analyst", body, accept = "text/html" } = given;
  const cookie = await signInCookie(context, { user: role, role, tenantId: stored.tenantId, tenantSlug: "default" });
  const request = new Request(`http://localhost:3000${path}`, {
    headers: { cookie, accept, host: "localhost:3000", origin: "http://localhost:3000" },
    ...(body === undefined ? {} : { method: "POST", body }),
  });
  return { request, params: { id: path.split(/[/?]/)[3] ?? "" }, context };
}

function folderOf(files: BundleFiles): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(files)) {
    form.append("folder", new File([new Uint8Array(contentOf(value))], `northwind/${name}`));
  }
  return form;
}

/** Waits until nobody works on the upload. */
async function settled(path: string): Promise<Upload> {
  for (;;) {
    const { upload: known } = await upload(await argsOf(path));
    if (known.state !== "comparing" && known.state !== "applying") return known;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Sends a bundle as a form without scripts does. @returns the upload's address and what it would change */
async function compared(body: FormData): Promise<{ path: string; upload: Upload }> {
  const answer = (await send(await argsOf("/sources/uploads", { body }))) as Response;
  const path = answer.headers.get("location") ?? "";
  expect(path).toMatch(/^\/sources\/uploads\//);
  return { path, upload: await settled(path) };
}

const post = async (path: string, form: Record<string, string>) =>
  decide(await argsOf(path, { body: new URLSearchParams(form) }));

const liveUsers = async () => {
  const { rows } = await stored.owner.query("select from google_workspace_users where deleted_at is null");
  return rows.length;
};

test("a folder is compared without a trace, and applied by a second step that is the ordinary ingest", async () => {
  const { path, upload: first } = await compared(folderOf(ORGANISATION));
  expect(first).toMatchObject({
    name: "northwind",
    form: "folder",
    files: 3,
    state: "compared",
    uploadedBy: "analyst",
  });
  expect(first.difference?.scopes).toEqual([
    {
      scope: "gcp",
      complete: true,
      reason: null,
      refusal: null,
      kinds: expect.arrayContaining([
        { table: "gcp_projects", added: 1, updated: 0, closed: 0, unchanged: 0 },
        { table: "gcp_iam_bindings", added: 1, updated: 0, closed: 0, unchanged: 0 },
      ]),
    },
    {
      scope: "google-workspace",
      complete: true,
      reason: null,
      refusal: null,
      kinds: [{ table: "google_workspace_users", added: 30, updated: 0, closed: 0, unchanged: 0 }],
    },
  ]);
  for (const table of ["google_workspace_users", "sync_runs", "entity_history"]) {
    expect((await stored.owner.query(`select from ${table}`)).rows, table).toHaveLength(0);
  }

  await post(path, { kind: "apply" });
  const applied = await settled(path);
  expect(applied).toMatchObject({ state: "applied", failure: null });
  expect(await liveUsers()).toBe(30);
  const { run: recorded, files } = await run(await argsOf(`/sources/runs/${applied.runId}`));
  expect(recorded).toMatchObject({ bundle: "northwind", outcome: "succeeded", files: 3, rejected: 0 });
  expect(files.data.map(({ path: name }) => name)).toEqual(Object.keys(ORGANISATION).toSorted());
  const { rows } = await stored.owner.query("select distinct action from audit_log where actor = 'analyst' order by 1");
  expect(rows.map(({ action }) => action)).toEqual([
    "bundle.applied",
    "bundle.uploaded",
    "ingest.scope_committed",
    "ingest.started",
    "ingest.succeeded",
  ]);
  await expect(post(path, { kind: "apply" })).rejects.toMatchObject({ status: 409 });
});

test("what is gone by too much is refused with what it would remove, and applied only when that is allowed", async () => {
  const { path, upload: small } = await compared(folderOf({ "google-workspace/users.json": users(5) }));
  const [scope] = small.difference?.scopes ?? [];
  expect(scope?.refusal).toMatch(/^25 of the 30 stored records of google-workspace/);
  expect(scope?.kinds).toEqual([{ table: "google_workspace_users", added: 0, updated: 0, closed: 25, unchanged: 5 }]);
  await post(path, { kind: "apply", allowMassRemoval: "yes" });
  expect((await settled(path)).state).toBe("applied");
  expect(await liveUsers()).toBe(5);

  const again = await compared(folderOf({ "google-workspace/users.json": users(30) }));
  expect(again.upload.difference?.scopes[0]?.kinds).toEqual([
    { table: "google_workspace_users", added: 25, updated: 0, closed: 0, unchanged: 5 },
  ]);
  await post(again.path, { kind: "discard" });
  expect(await liveUsers()).toBe(5);
  await expect(post(again.path, { kind: "apply" })).rejects.toMatchObject({ status: 409 });
});

test("rejected records and broken files are told by file, place and reason before anything is applied", async () => {
  const { upload: faulty } = await compared(
    folderOf({
      "google-workspace/users.json": [...users(5), { primaryEmail: "nobody@northwind.example" }],
      "gcp/projects.json": '[{"projectId": "billing"},\n {"projectId": ]',
      "notes.txt": "hello",
    }),
  );
  const { difference } = faulty;
  expect(difference?.faults.map(({ path, errors }) => [path, errors[0]?.line, errors[0]?.record])).toEqual([
    ["gcp/projects.json", 2, null],
    ["google-workspace/users.json", 1, 5],
  ]);
  expect(difference?.scopes.map(({ complete }) => complete)).toEqual([false, false]);
  expect(difference?.ignored).toEqual([{ path: "notes.txt", reason: "no file of the bundle layout" }]);
});

test("an archive that is no bundle fails with the reason, which does not say where it lies on the server", async () => {
  const form = new FormData();
  form.append("archive", new File([gzipSync("no tar")], "june.tar.gz"));
  const { upload: failed } = await compared(form);
  expect(failed).toMatchObject({ state: "failed", name: "june.tar.gz", difference: null });
  expect(failed.failure).toContain("june.tar.gz");
  expect(failed.failure).not.toContain("alxderia-uploads");
});

test("a script is answered with JSON, and a refusal without scripts leads back with the reason", async () => {
  const body = () => folderOf({ "google-workspace/users.json": users(5) });
  const answer = (await send(
    await argsOf("/sources/uploads", { body: body(), accept: "application/json" }),
  )) as Response;
  const { location } = (await answer.json()) as { location: string };
  expect((await settled(location)).state).toBe("compared");
  const empty = new FormData();
  const refused = (await send(await argsOf("/sources/uploads", { body: empty }))) as Response;
  expect(refused.headers.get("location")).toBe("/sources?refused=no-file");
});

test("only those who decide may send and apply; everybody sees runs, freshness and what is missing", async () => {
  for (const role of ["sre", "auditor"] as const) {
    const args = await argsOf("/sources/uploads", { role, body: folderOf(ORGANISATION) });
    await expect(send(args)).rejects.toMatchObject({ status: 403 });
    const page = await sources(await argsOf("/sources", { role }));
    expect(page.upload).toBeNull();
    expect(page.scopes.map(({ scope }) => scope)).toEqual(["gcp", "google-workspace"]);
    expect(page.runs.data[0]).toMatchObject({ bundle: "northwind", outcome: "succeeded", closed: 25 });
    expect(page.missing.map(({ id }) => id)).toEqual(["workspace-members"]);
    expect(page.missingSources.map(({ source }) => source)).toEqual(["aws", "github"]);
  }
});
