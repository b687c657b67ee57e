import { beforeAll, expect, test } from "vitest";
import { acceptFinding, reopenFinding } from "../../app/findings/decide.server.ts";
import { evaluateFindings } from "../../app/findings/evaluate.server.ts";
import { findFinding } from "../../app/findings/find-finding.server.ts";
import { listFindings } from "../../app/findings/list-findings.server.ts";
import { RULES } from "../../app/findings/rules/index.ts";
import { listFindingDays, tallyFindings } from "../../app/findings/tally-findings.server.ts";
import type { Finding, FindingState } from "../../app/model/findings.ts";
import { createProduct, type Product } from "../support/product.server.ts";
import { tidyOrganisation, untidyOrganisation } from "./untidy-organisation.ts";

let product: Product;

beforeAll(async () => {
  product = await createProduct();
});

async function tenantOf(slug: string): Promise<string> {
  const { rows } = await product.owner.query("select id from tenants where slug = $1", [slug]);
  return rows[0].id;
}

async function ingest(slug: string, files = untidyOrganisation()): Promise<string> {
  const { code, report } = await product.ingest(files, "--tenant", slug);
  expect([code, report.files.filter(({ rejected }) => rejected > 0)]).toEqual([0, []]);
  return tenantOf(slug);
}

const findingsOf = async (tenantId: string, state: FindingState | "all" = "open"): Promise<Finding[]> => {
  const read = { tenantId, role: "analyst" as const };
  return (await product.database.read(read, (tx) => listFindings(tx, { state, limit: 200 }))).data;
};
const subjects = (findings: Finding[]) =>
  Object.fromEntries(
    [...Map.groupBy(findings, ({ rule }) => rule.id)].map(([rule, of]) => [
      rule,
      of.map(({ subject }) => subject.label),
    ]),
  );
const detailOf = (tenantId: string, id: string) =>
  product.database.read({ tenantId, role: "analyst" }, (tx) => findFinding(tx, id));
const write = <Result>(tenantId: string, work: Parameters<typeof product.database.write<Result>>[1]) =>
  product.database.write({ tenantId, role: "ingest" }, work);

const FOUND = {
  "leavers-with-access": ["lee"],
  "privileged-without-second-factor": ["careless · careless@northwind.example"],
  "suspended-with-access": ["sue · sue@northwind.example"],
  "dormant-privileged": ["dora · dora@northwind.example"],
  "outside-collaborators-with-write": ["writer"],
  "unlinked-accounts": ["ghost", "reader", "writer", "stranger@elsewhere.example", "deploy"].toSorted(),
  "old-access-keys": ["deploy · AWS account 111111111111"],
  "public-resources": ["acme/docs", "open"],
  "single-administrator": ["lonely"],
  "direct-beside-group": ["rob · rob@northwind.example"],
  "conditional-grants": ["roles/browser · until-new-year · shop"],
  "outsiders-in-granted-groups": ["partners@northwind.example"],
  "group-cycles": ["inner@northwind.example", "outer@northwind.example"],
  "ownerless-granted-groups": ["ownerless@northwind.example"],
  "empty-granted-groups": ["empty@northwind.example"],
};

test("each rule finds what is untidy and nothing beside it, and all of it is resolved when the data is in order", async () => {
  const tenantId = await ingest("all-rules");
  const found = await findingsOf(tenantId);
  expect(subjects(found)).toEqual(FOUND);
  expect(Object.keys(FOUND).toSorted()).toEqual(RULES.map(({ id }) => id).toSorted());

  await ingest("all-rules", tidyOrganisation());
  expect(subjects(await findingsOf(tenantId))).toEqual({});
  const resolved = await findingsOf(tenantId, "resolved");
  expect(resolved.map(({ id }) => id)).toEqual(found.map(({ id }) => id));
  for (const { resolvedAt, unconfirmedSince } of resolved) {
    expect([resolvedAt, unconfirmedSince]).toEqual([expect.any(String), null]);
  }

  await ingest("all-rules");
  expect((await findingsOf(tenantId)).map(({ id }) => id)).toEqual(found.map(({ id }) => id));
  const [first] = found;
  const detail = await detailOf(tenantId, first?.id ?? "");
  expect(detail?.events.map(({ event }) => event)).toEqual(["reopened", "resolved", "opened"]);
});

test("a finding carries its rule, its rows and what it rests on", async () => {
  const tenantId = await ingest("evidence");
  const [leaver] = (await findingsOf(tenantId)).filter(({ rule }) => rule.id === "leavers-with-access");
  const detail = await detailOf(tenantId, leaver?.id ?? "");
  expect(detail).toMatchObject({
    severity: "critical",
    subject: { kind: "person", label: "lee" },
    evidenceCount: 1,
    evidence: [{ person: "lee", account: "lee-gh", system: "github", status: "active" }],
    sources: ["google-workspace", "aws", "github"],
  });
  expect(detail?.columns.map(({ key }) => key)).toContain("account");
  expect(detail?.explained.references.map(({ framework }) => framework)).toEqual(
    expect.arrayContaining(["ISO/IEC 27001:2022", "SOC 2", "CIS Controls v8"]),
  );
});

test("what is gone from a source that was not collected whole stays open and says so, until it was", async () => {
  const tenantId = await ingest("gap");
  const before = (await findingsOf(tenantId)).filter(({ rule }) => rule.id === "privileged-without-second-factor");
  const mended = tidyOrganisation();
  const incomplete = { ...mended, "manifest.json": { complete: ["gcp", "github/acme", "aws/iam/111111111111"] } };
  await ingest("gap", incomplete);
  const after = (await findingsOf(tenantId)).filter(({ rule }) => rule.id === "privileged-without-second-factor");
  expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect(after[0]?.unconfirmedSince).toEqual(expect.any(String));
  // What rests on sources that were collected whole is resolved all the same.
  expect(subjects(await findingsOf(tenantId, "resolved"))).toMatchObject({ "old-access-keys": [expect.any(String)] });

  await ingest("gap", mended);
  const detail = await detailOf(tenantId, before[0]?.id ?? "");
  expect(detail?.state).toBe("resolved");
  expect(detail?.events.map(({ event }) => event)).toEqual(["resolved", "unconfirmed", "opened"]);
});

test("a listing that no longer comes makes the answer unknown, which resolves nothing", async () => {
  const tenantId = await ingest("unknown");
  const users = JSON.parse(JSON.stringify(untidyOrganisation()["google-workspace/users.json"]));
  for (const user of users) delete user.isEnrolledIn2Sv;
  await ingest("unknown", { ...untidyOrganisation(), "google-workspace/users.json": users });
  const [finding, ...others] = (await findingsOf(tenantId)).filter(
    ({ rule }) => rule.id === "privileged-without-second-factor",
  );
  expect([others, finding?.unconfirmedSince]).toEqual([[], expect.any(String)]);
});

test("evaluating the same data again changes nothing and adds no event", async () => {
  const tenantId = await ingest("again");
  const state = async () => {
    const { rows } = await product.owner.query(
      `select (select jsonb_agg(findings order by id) from findings where tenant_id = $1) as findings,
        (select count(*) from finding_events where tenant_id = $1) as events`,
      [tenantId],
    );
    return rows[0];
  };
  const before = await state();
  expect(await evaluateFindings(product.database, tenantId)).toEqual({
    opened: 0,
    resolved: 0,
    unconfirmed: 0,
    failed: [],
  });
  expect(await state()).toEqual(before);
});

test("an accepted finding is open again after its last day, on request, and never accepted once resolved", async () => {
  const tenantId = await ingest("accepted");
  const [finding] = await findingsOf(tenantId);
  const id = finding?.id ?? "";
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const accept = (until: string) =>
    write(tenantId, (tx) => acceptFinding(tx, { id, until, reason: "contract ends", actor: "analyst" }));

  expect(await accept(day(30))).toBe(true);
  expect((await findingsOf(tenantId, "accepted")).map((one) => one.id)).toEqual([id]);
  expect((await findingsOf(tenantId)).map((one) => one.id)).not.toContain(id);
  expect(await write(tenantId, (tx) => reopenFinding(tx, { id, actor: "analyst" }))).toBe(true);
  expect(await write(tenantId, (tx) => reopenFinding(tx, { id, actor: "analyst" }))).toBe(false);

  // Its last day was yesterday: it counts as open at once, and the next evaluation notes it.
  expect(await accept(day(-1))).toBe(true);
  expect(await detailOf(tenantId, id)).toMatchObject({ state: "open", acceptedUntil: null });
  await evaluateFindings(product.database, tenantId);
  const events = (await detailOf(tenantId, id))?.events.map(({ event, actor, reason }) => [event, actor, reason]);
  expect(events).toEqual([
    ["lapsed", null, null],
    ["accepted", "analyst", "contract ends"],
    ["reopened", "analyst", null],
    ["accepted", "analyst", "contract ends"],
    ["opened", null, null],
  ]);
  const audit = await product.owner.query(
    "select action, actor, detail ->> 'reason' as reason from audit_log where tenant_id = $1 and target = $2 order by id limit 1",
    [tenantId, id],
  );
  expect(audit.rows).toEqual([{ action: "finding.accepted", actor: "analyst", reason: "contract ends" }]);

  await ingest("accepted", tidyOrganisation());
  expect(await accept(day(30))).toBe(false);
});

test("a rule that fails keeps its findings and is told, and the others are evaluated", async () => {
  const tenantId = await ingest("failing");
  const before = await findingsOf(tenantId);
  const rules = RULES.map((rule) => (rule.id === "group-cycles" ? { ...rule, keep: "1 / 0 = 1" } : rule));
  const { failed } = await evaluateFindings(product.database, tenantId, rules);
  expect(failed).toEqual([{ rule: "group-cycles", reason: "division by zero" }]);
  expect(await findingsOf(tenantId)).toEqual(before);
  const tallies = await product.database.read({ tenantId, role: "analyst" }, tallyFindings);
  expect(tallies.filter(({ failure }) => failure !== null).map(({ rule }) => rule.id)).toEqual(["group-cycles"]);
});

test("the line of days begins with the first evaluation and carries the last numbers over days without one", async () => {
  const tenantId = await ingest("days");
  const days = (most: number) =>
    product.database.read({ tenantId, role: "analyst" }, (tx) => listFindingDays(tx, most));
  const open = (await findingsOf(tenantId)).length;
  expect(await days(30)).toEqual([{ day: new Date().toISOString().slice(0, 10), open, accepted: 0 }]);
  await product.owner.query("update finding_days set day = day - 2, open = open + 1 where tenant_id = $1", [tenantId]);
  await evaluateFindings(product.database, tenantId);
  const more = open + RULES.length;
  expect((await days(30)).map((day) => day.open)).toEqual([more, more, open]);
});

test("pages follow each other without a gap, and each filter narrows the list", async () => {
  const tenantId = await ingest("pages");
  const list = (request: Partial<Parameters<typeof listFindings>[1]>) =>
    product.database.read({ tenantId, role: "analyst" }, (tx) =>
      listFindings(tx, { state: "open", limit: 3, ...request }),
    );
  const all = await findingsOf(tenantId);
  const paged: Finding[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list({ cursor });
    paged.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(paged).toEqual(all);
  const high = await list({ severity: "high", limit: 100 });
  expect(high.data).toEqual(all.filter(({ severity }) => severity === "high"));
  const cycles = await list({ rule: "group-cycles" });
  expect(cycles.data).toEqual(all.filter(({ rule }) => rule.id === "group-cycles"));
});

test("the command line lists and evaluates, and another tenant sees none of it", async () => {
  const tenantId = await ingest("command-line");
  const lines = await product.lines<Finding>("findings", "--json", "--tenant", "command-line");
  expect(lines).toEqual(await findingsOf(tenantId));
  const told = await product.run("findings", "--rule", "group-cycles", "--tenant", "command-line");
  expect(told.stdout).toBe(
    "medium    open  group-cycles  inner@northwind.example\nmedium    open  group-cycles  outer@northwind.example\n",
  );
  const evaluated = await product.run("findings", "evaluate", "--json", "--tenant", "command-line");
  expect(JSON.parse(evaluated.stdout)).toEqual({ opened: 0, resolved: 0, unconfirmed: 0, failed: [] });
  expect(await findingsOf(product.tenantId, "all")).toEqual([]);
});
