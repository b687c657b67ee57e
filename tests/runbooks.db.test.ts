import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { migrate } from "../schema/migrate.server.ts";
import { splitStatements } from "../schema/split-statements.ts";
import { LOG_MESSAGE, METRIC } from "../telemetry/conventions.ts";
import { parseDefinitions } from "../telemetry/slo/parse.ts";
import { planObjectives } from "../telemetry/slo/plan.ts";
import { DEFINITIONS_FOLDER, readDefinitionFiles } from "../telemetry/slo/read-definitions.server.ts";
import { PLAIN_ALERTS } from "../telemetry/slo/upkeep-alerts.ts";
import { problemsOf } from "./support/cloud-commands.ts";
import { createEmptyDatabase } from "./support/empty-database.server.ts";
import { storeReadSideOrganisation } from "./support/read-side-organisation.ts";
import { createTestDatabase, type TestDatabase } from "./support/test-database.server.ts";
import { startWebProcess, type WebProcess } from "./support/web-process.server.ts";

const FOLDER = "docs/runbooks";
const HEADINGS = ["Symptoms", "Confirm", "Steps", "Over when", "Escalate"];
const NINE = (
  "database-connection-failure health-check-failing schema-migration-failure llm-api-unavailable partition-maintenance " +
  "materialised-view-refresh secret-rotation image-deployment rollback"
).split(" ");

type Block = { where: string; language: string; cloud: string | null; text: string };

const files = globSync(`${FOLDER}/*.md`).sort();
const runbooks = files.filter((file) => !/(README|names)\.md$/.test(file));
const textOf = (file: string) => readFileSync(file, "utf8");
const blocks = files.flatMap(blocksOf);
const sqlBlocks = blocks.filter(({ language }) => language === "sql");
const cloudBlocks = blocks.filter(({ cloud }) => cloud !== null);
const localBlocks = blocks.filter(({ language, cloud }) => language === "sh" && cloud === null);
/** Variables of names.md with their defaults; null for those that the reader sets. */
const names = new Map(
  [...textOf(`${FOLDER}/names.md`).matchAll(/^\| `([A-Z_]+)` \|(?: `([^`]+)` \|)?/gm)].map(([, name, value]) => [
    name ?? "",
    value ?? null,
  ]),
);

function blocksOf(file: string): Block[] {
  const text = textOf(file);
  return [...text.matchAll(/^( *)```(\S*)\n([\s\S]*?)^\1```$/gm)].map(({ index, 1: indent, 2: language, 3: body }) => ({
    where: `${path.basename(file)}:${text.slice(0, index).split("\n").length}`,
    language: language ?? "",
    text: (body ?? "").replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    cloud: /^ *# cloud: (.*)$/m.exec(body ?? "")?.[1] ?? null,
  }));
}

/** Many pages have commands in common: each is run once, under the name of all its places. */
function distinct(all: readonly Block[]): Block[] {
  const byText = new Map<string, Block>();
  for (const block of all) {
    const same = byText.get(block.text);
    byText.set(block.text, same ? { ...same, where: `${same.where}, ${block.where}` } : block);
  }
  return [...byText.values()];
}

/** Runs a block with stand-ins for the clouds' commands. @returns the calls, word by word */
function callsOf({ text }: Block): string[][] {
  const folder = mkdtempSync(path.join(tmpdir(), "alxderia-cloud-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const record = path.join(folder, "calls");
  for (const cloud of ["aws", "gcloud"]) {
    const words = `printf '%s\\037' ${cloud} "$@" >> '${record}'; printf '\\036' >> '${record}'`;
    writeFileSync(path.join(folder, cloud), `#!/bin/sh\n${words}\necho printed-by-the-cloud\n`, { mode: 0o755 });
  }
  const named = [...names.keys()].map((name) => [name, `named-by-${name}`]);
  const env = { ...Object.fromEntries(named), TMPDIR: folder, PATH: `${folder}:${process.env.PATH}` };
  execFileSync("bash", ["-euo", "pipefail", "-c", text], { env, stdio: "pipe" });
  return readFileSync(record, "utf8")
    .split("\x1e")
    .slice(0, -1)
    .map((call) => call.split("\x1f").slice(0, -1));
}

test("every runbook has the five parts, and the guide's nine are there", () => {
  for (const file of runbooks) {
    expect(
      [...textOf(file).matchAll(/^## (.*)$/gm)].map((heading) => heading[1]),
      file,
    ).toEqual(HEADINGS);
  }
  for (const name of NINE) expect(runbooks).toContain(`${FOLDER}/${name}.md`);
});

test("every alert has its runbook, and the index says which, with its severity", async () => {
  const { definitions } = parseDefinitions(await readDefinitionFiles(DEFINITIONS_FOLDER, "definitions"));
  const { objectives } = planObjectives(definitions.map(({ objective }) => objective));
  const alerts = [...objectives.flatMap((objective) => [...objective.alerts, objective.noData]), ...PLAIN_ALERTS];
  const [, byAlert = ""] = textOf(`${FOLDER}/README.md`).split(/^## /m);
  const rows = byAlert.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  expect(alerts.length).toBeGreaterThan(20);
  for (const { name, severity, runbook } of alerts) {
    expect(runbooks, name).toContain(runbook);
    const row = rows.find(([, cell = ""]) =>
      [...cell.matchAll(/`(.+?)`/g)].some(([, pattern = ""]) => path.matchesGlob(name, pattern)),
    );
    const [, , severities = "", link] = row ?? [];
    expect(link, name).toContain(`(${path.basename(runbook)})`);
    const window = severities.includes(";") ? (name.split("-").at(-1) ?? "") : "";
    const [said] = severities.split(";").filter((part) => part.includes(window));
    expect(said, name).toContain(severity);
  }
});

test("every page is in the index, and every link between the documents leads to a heading that is there", () => {
  const anchorsOf = (file: string) =>
    [...textOf(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    );
  for (const file of runbooks) expect(textOf(`${FOLDER}/README.md`)).toContain(`(${path.basename(file)})`);
  for (const file of ["README.md", ...globSync("docs/**/*.md")]) {
    for (const [link, to = "", anchor] of textOf(file).matchAll(/\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
      const target = to === "" ? file : path.join(path.dirname(file), to);
      expect(existsSync(target), `${file}: ${link}`).toBe(true);
      if (anchor) expect(anchorsOf(target), `${file}: ${link}`).toContain(anchor);
    }
  }
});

test("every block is of a kind that is tested, and every name in it stands in names.md", () => {
  const fences = files.flatMap((file) => textOf(file).match(/^ *```/gm) ?? []);
  expect(fences.length).toBe(2 * blocks.length);
  expect(sqlBlocks.length + cloudBlocks.length + localBlocks.length).toBe(blocks.length);
  for (const kind of [sqlBlocks, cloudBlocks, localBlocks]) expect(kind.length).toBeGreaterThan(20);
  for (const { where, text, cloud } of blocks) {
    expect([null, "aws", "gcp"], where).toContain(cloud);
    if (cloud !== null) expect(text, where).toMatch(/^# cloud: /);
    for (const [, name = "", value] of text.matchAll(/\$\{([A-Z_]+):(?:-([^}]*)|\?[^}]*)\}/g)) {
      expect([name, value ?? null], where).toEqual([name, names.get(name)]);
    }
  }
  const everything = runbooks.map(textOf).join("");
  for (const name of names.keys()) expect(everything).toContain(name);
});

test.each(distinct(cloudBlocks))("$where calls only what $cloud has, with names of names.md", (block) => {
  execFileSync("bash", ["-n", "-c", block.text]);
  const calls = callsOf(block);
  expect(calls.length).toBeGreaterThan(0);
  expect(new Set(calls.map(([program]) => program))).toEqual(new Set([block.cloud === "aws" ? "aws" : "gcloud"]));
  expect(calls.flatMap(problemsOf)).toEqual([]);
});

test("a command, an option or a typed name that is not allowed is found", () => {
  const describeSql = ["gcloud", "sql", "instances", "describe"];
  expect(problemsOf([...describeSql, "named-by-X", "--format", "json"])).toEqual([]);
  for (const wrong of [
    ["aws", "rds", "delete-db-cluster", "--db-cluster-identifier", "named-by-X"],
    ["aws", "rds", "describe-db-clusters", "--db-cluster-identifer", "named-by-X"],
    ["aws", "rds", "describe-db-clusters", "--db-cluster-identifier", "alxderia"],
    ["aws", "rds", "describe-db-clusters", "--query"],
    [...describeSql, "alxderia"],
    [...describeSql, "--format", "json", "alxderia"],
    [...describeSql, "named-by-X", "--region", "named-by-Y"],
  ]) {
    expect(problemsOf(wrong), wrong.join(" ")).toHaveLength(1);
  }
});

/** Runs the block twice in one transaction, which is taken back: roles belong to the whole server. */
async function runTwice(client: pg.Client, { where, text }: Block): Promise<void> {
  await client.query("begin");
  try {
    for (const statement of [text, text].flatMap((twice) => splitStatements(twice))) {
      expect(statement.text, where).toMatch(/^(select|refresh materialized view concurrently)\b/);
      await client.query(statement.text);
    }
  } catch (error) {
    throw new Error(`${where}: ${error}`, { cause: error });
  } finally {
    await client.query("rollback");
  }
}

describe("with a database and a server", () => {
  let stored: TestDatabase;
  let server: WebProcess;

  beforeAll(async () => {
    stored = await createTestDatabase();
    await storeReadSideOrganisation(stored, stored.tenantId);
    server = await startWebProcess(stored.ownerUrl);
    expect((await fetch(`${server.url}/api/access`)).status).toBe(200);
  });

  test.each(distinct(sqlBlocks))("$where succeeds twice", (block) => runTwice(stored.owner, block));

  test.skipIf(spawnSync("curl", ["--version"]).error).each(distinct(localBlocks))(
    "$where succeeds and says something",
    (block) => {
      const command = "npm run -s alxderia --";
      expect(block.text.replaceAll(command, ""), "nothing may be installed").not.toMatch(/\bnp[mx]\b/);
      const product = `'${process.execPath}' --import ./telemetry/register.ts app/cli.ts`;
      const env = {
        ...{ NODE_ENV: "production" as const, PATH: process.env.PATH, HOME: process.env.HOME },
        ...{ DATABASE_URL: stored.ownerUrl, ALXDERIA_URL: server.url, ALXDERIA_METRICS_URL: server.metricsUrl },
      };
      const { status, stdout, stderr } = spawnSync(
        "bash",
        ["-euo", "pipefail", "-c", block.text.replaceAll(command, product)],
        { env, encoding: "utf8" },
      );
      expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: expect.stringMatching(/\S/) });
    },
  );

  test("what the pages look for in metrics and log lines is what the product writes", async () => {
    const everything = files.map(textOf).join("\n");
    const known = await (await fetch(server.metricsUrl)).text();
    const metrics = new Set(everything.match(/\b(alxderia_(?!app\b)[a-z_]+_[a-z]+|nodejs_\w+)/g));
    expect(metrics.size).toBeGreaterThan(8);
    await server.stop();
    for (const metric of metrics) {
      const ours = Object.values(METRIC).some((name) => metric.startsWith(name) || name.startsWith(metric));
      expect(ours || known.includes(`# TYPE ${metric} `), metric).toBe(true);
    }
    const messages = [...everything.matchAll(/message ?= ?\\?"([^"\\]+)/g)].map((match) => match[1]);
    for (const message of messages) expect(Object.values(LOG_MESSAGE)).toContain(message);
    const lines = server.lines();
    for (const [, field = ""] of everything.matchAll(/(?:\$\.|jsonPayload\.)([a-z][a-z_0-9.]*)/g)) {
      const valueIn = (line: unknown) =>
        field.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], line);
      expect(
        lines.some((line) => valueIn(line) !== undefined),
        field,
      ).toBe(true);
    }
  });
});

test("every sql block runs for an owner that is no superuser, as Aurora and Cloud SQL have it", async () => {
  const { url, client } = await createEmptyDatabase(16);
  const name = `owner_${randomBytes(6).toString("hex")}`;
  await client.query(`create role ${name} login createrole password 'owner' in role pg_monitor, pg_signal_backend`);
  const { rows } = await client.query("select rolname from pg_roles where rolname like 'alxderia\\_%'");
  for (const { rolname } of rows)
    await client.query(`grant ${rolname} to ${name} with admin true, inherit false, set false`);
  const owned = new URL(url);
  await client.query(`alter database ${owned.pathname.slice(1)} owner to ${name}`);
  Object.assign(owned, { username: name, password: "owner" });
  await migrate(owned.href);
  const owner = new pg.Client({ connectionString: owned.href });
  await owner.connect();
  try {
    await owner.query("refresh materialized view mv_effective_access");
    for (const block of distinct(sqlBlocks)) await runTwice(owner, block);
  } finally {
    await owner.end();
    const server = new pg.Client({ connectionString: inject("postgres16") });
    await server.connect();
    await client.query(`reassign owned by ${name} to current_user`);
    await client.query(`drop owned by ${name}`);
    await server.query(`drop role ${name}`);
    await server.end();
  }
});
