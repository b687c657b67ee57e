import { beforeAll, describe, expect, test } from "vitest";
import { ATTRIBUTE, SPAN } from "../../telemetry/conventions.ts";
import type { BundleFiles } from "../../tests/support/bundle-builder.ts";
import { writeBundle } from "../../tests/support/bundle-folder.server.ts";
import { type RecordedSpan, recordSpans } from "../../tests/support/record-spans.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.server.ts";
import { ingest } from "./ingest.server.ts";

const NAME = "Zebediah Quillfeather";
const LOCAL_PART = "zebediah.quillfeather";
const ORGANISATION = "hush-hush-org";
const PROJECT = "whisper-project";
const ACCOUNT = "123456789012";

const users = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: `${n}`,
    primaryEmail: `${LOCAL_PART}${n}@secret.example`,
    name: { fullName: `${NAME} ${n}` },
  }));

const FILES: BundleFiles = {
  "google-workspace/users.json": [...users(30), { note: `${NAME} has no id` }],
  [`gcp/iam-policies/projects/${PROJECT}.json`]: {
    bindings: [{ role: "roles/owner", members: [`user:${LOCAL_PART}1@secret.example`] }],
  },
  [`github/${ORGANISATION}/org.json`]: { login: ORGANISATION, id: 1, name: NAME },
  [`aws/iam/${ACCOUNT}/get-account-authorization-details.json`]: { UserDetailList: [], broken: NAME },
};

let stored: TestDatabase;
let takeSpans: () => RecordedSpan[];

beforeAll(async () => {
  takeSpans = recordSpans();
  stored = await createTestDatabase();
});

/** One ingest of these files and the spans of it. */
async function traceOf(files: BundleFiles, options: { tenantId?: string; dryRun?: boolean } = {}) {
  const bundle = await writeBundle(files);
  takeSpans();
  const outcome = await ingest(stored.database, { bundle, tenantId: stored.tenantId, actor: NAME, ...options }).then(
    (result) => ({ result, error: null }),
    (error: Error) => ({ result: null, error }),
  );
  const spans = takeSpans();
  return { ...outcome, spans, bundle };
}

const named = (spans: RecordedSpan[], name: string) => spans.filter((span) => span.name === name);
const childrenOf = (spans: RecordedSpan[], parent: RecordedSpan | undefined) =>
  spans.filter((span) => span.parentId === parent?.id);
const scopesOf = (spans: RecordedSpan[]) =>
  Object.fromEntries(
    named(spans, SPAN.ingestScope).map((span) => [String(span.attributes[ATTRIBUTE.ingestScope]), span]),
  );
const phasesOf = (spans: RecordedSpan[], parent: RecordedSpan | undefined) =>
  childrenOf(named(spans, SPAN.ingestPhase), parent).map((span) => span.attributes[ATTRIBUTE.ingestPhase]);

describe("an ingest", () => {
  test("is one trace: scopes, their phases and what is derived from them, with counts", async () => {
    const { spans, result } = await traceOf(FILES, { tenantId: await stored.addTenant("whole") });
    const [root, ...others] = named(spans, SPAN.ingest);
    expect(others).toEqual([]);
    expect(root).toMatchObject({ parentId: null, failed: false });
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([root?.traceId]));
    const known = new Set(spans.map((span) => span.id));
    expect(spans.filter((span) => span !== root && !known.has(span.parentId ?? ""))).toEqual([]);

    expect(phasesOf(spans, root)).toEqual(["opening", "effective access", "who is who", "search", "findings"]);
    expect(
      named(childrenOf(spans, root), SPAN.ingestScope).map((span) => span.attributes[ATTRIBUTE.ingestScope]),
    ).toEqual(["aws/iam", "gcp", "github", "google-workspace"]);
    const scopes = scopesOf(spans);
    for (const scope of Object.values(scopes)) expect(phasesOf(spans, scope)).toEqual(["reading", "writing"]);
    expect(scopes["google-workspace"]?.attributes).toEqual({
      [ATTRIBUTE.ingestScope]: "google-workspace",
      [ATTRIBUTE.ingestComplete]: false,
      [ATTRIBUTE.ingestRead]: 31,
      [ATTRIBUTE.ingestRejected]: 1,
      [ATTRIBUTE.ingestAdded]: 30,
      [ATTRIBUTE.ingestUpdated]: 0,
      [ATTRIBUTE.ingestClosed]: 0,
    });
    expect(root?.attributes[ATTRIBUTE.ingestAdded]).toBe(result?.changes.added);
  });

  test("has its statements below the scope and the phase that sent them", async () => {
    const { spans } = await traceOf(FILES, { tenantId: await stored.addTenant("statements") });
    const scope = scopesOf(spans)["google-workspace"];
    expect(childrenOf(spans, scope).map((span) => span.name)).toEqual(
      expect.arrayContaining(["begin", "sync_scopes_upsert", "sync_totals_add", "audit_log_insert", "commit"]),
    );
    const byId = new Map(spans.map((span) => [span.id, span]));
    const phaseOf = (name: string) =>
      named(spans, name).map((span) => byId.get(span.parentId ?? "")?.attributes[ATTRIBUTE.ingestPhase]);
    expect(phaseOf("resources_refresh")).toEqual(["effective access"]);
    expect(phaseOf("search_documents_refresh")).toEqual(["search"]);
    expect(phaseOf("effective_access_refresh")).toEqual(["effective access"]);
  });

  test("that finds nothing new looks for changes and works out neither graph nor search; a dry run derives nothing", async () => {
    const tenantId = await stored.addTenant("again");
    const dry = await traceOf(FILES, { tenantId, dryRun: true });
    expect(phasesOf(dry.spans, named(dry.spans, SPAN.ingest)[0])).toEqual(["opening"]);
    expect(scopesOf(dry.spans)["google-workspace"]).toMatchObject({
      failed: false,
      attributes: { [ATTRIBUTE.ingestAdded]: 30 },
    });
    await traceOf(FILES, { tenantId });
    const { spans } = await traceOf(FILES, { tenantId });
    expect(phasesOf(spans, named(spans, SPAN.ingest)[0])).toEqual([
      "opening",
      "effective access",
      "who is who",
      "findings",
    ]);
    expect(named(spans, "access_changes_since").length).toBe(1);
    expect(named(spans, "resources_refresh")).toEqual([]);
  });

  test("that waits for another one of the tenant shows the wait", async () => {
    const tenantId = await stored.addTenant("waiting");
    await stored.owner.query("select pg_advisory_lock(hashtextextended($1, 1))", [tenantId]);
    const running = traceOf({ "gcp/projects.json": "" }, { tenantId });
    const isWaiting = async () =>
      (await stored.owner.query("select from pg_locks where locktype = 'advisory' and not granted")).rowCount === 1;
    await expect.poll(isWaiting, { timeout: 20_000 }).toBe(true);
    await stored.owner.query("select pg_advisory_unlock_all()");
    const { spans } = await running;
    expect(phasesOf(spans, named(spans, SPAN.ingest)[0])).toContain("waiting");
  });

  test("marks a stopped scope, a scope that fails and the ingest that it ends by their codes", async () => {
    const tenantId = await stored.addTenant("failing");
    await traceOf({ "google-workspace/users.json": users(30) }, { tenantId });
    const stopped = await traceOf({ "google-workspace/users.json": users(1) }, { tenantId });
    expect(scopesOf(stopped.spans)["google-workspace"]).toMatchObject({
      failed: true,
      attributes: { [ATTRIBUTE.errorType]: "MassRemovalError" },
    });
    expect(named(stopped.spans, SPAN.ingest)).toMatchObject([{ failed: false }]);

    await stored.owner.query("alter table github_organisations add constraint refuse check (false) not valid");
    const failed = await traceOf(FILES, { tenantId });
    await stored.owner.query("alter table github_organisations drop constraint refuse");
    expect(failed.error).toMatchObject({ code: "23514" });
    for (const span of [scopesOf(failed.spans).github, ...named(failed.spans, SPAN.ingest)]) {
      expect(span).toMatchObject({
        failed: true,
        attributes: { [ATTRIBUTE.errorType]: "23514", [ATTRIBUTE.dbResponseStatusCode]: "23514" },
      });
    }

    const missing = await traceOf({ "elsewhere/users.json": users(1) }, { tenantId });
    expect(named(missing.spans, SPAN.ingestPhase)).toMatchObject([
      { failed: true, attributes: { [ATTRIBUTE.ingestPhase]: "opening", [ATTRIBUTE.errorType]: "BundleError" } },
    ]);
    expect(named(missing.spans, SPAN.ingest)).toMatchObject([{ failed: true }]);
  });

  test("tells nobody's name or address, no file, account, organisation or tenant, not even when it fails", async () => {
    const tenantId = await stored.addTenant("discreet");
    const first = await traceOf(FILES, { tenantId });
    const stopped = await traceOf({ "google-workspace/users.json": users(1) }, { tenantId });
    await stored.owner.query("alter table github_organisations add constraint refuse check (name = 'x') not valid");
    const organisation = { login: ORGANISATION, id: 1, name: `Other ${NAME}` };
    const failed = await traceOf({ [`github/${ORGANISATION}/org.json`]: organisation }, { tenantId });
    await stored.owner.query("alter table github_organisations drop constraint refuse");
    expect(failed.error).not.toBeNull();

    const spans = [...first.spans, ...stopped.spans, ...failed.spans];
    expect(spans.length).toBeGreaterThan(50);
    expect(spans.filter((span) => span.events > 0)).toEqual([]);
    const told = JSON.stringify(spans.map(({ name, attributes }) => [name, attributes])).toLowerCase();
    const planted = [
      NAME,
      "zebediah",
      "quillfeather",
      "secret.example",
      ORGANISATION,
      PROJECT,
      ACCOUNT,
      tenantId,
      ".json",
    ];
    const bundles = [first.bundle, stopped.bundle, failed.bundle];
    expect([...planted, ...bundles].filter((word) => told.includes(word.toLowerCase()))).toEqual([]);
  });
});
