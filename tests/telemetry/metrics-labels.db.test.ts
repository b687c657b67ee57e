import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { QUEUE_REASONS } from "../../app/model/filters.ts";
import { TRACED_TABLES } from "../../app/model/traced-tables.ts";
import {
  ASSETS_ROUTE,
  HTTP_METHODS,
  METRIC,
  METRICS_PATH,
  OTHER_METHOD,
  UNMATCHED_ROUTE,
} from "../../telemetry/conventions.ts";
import { parseMetrics, type Sample } from "../../telemetry/viewer/parse-metrics.ts";
import { hostileRequests, PLANTED } from "../support/hostile-requests.ts";
import { createProduct } from "../support/product.server.ts";
import { sendRaw } from "../support/send-raw.ts";
import { startWebProcess, type WebProcess } from "../support/web-process.server.ts";
import { signIn } from "./signed-in.ts";

/** What the storms below leave behind is about a third of this. */
const MOST_SERIES = 2_500;

/** Patterns of the routes' files, by Remix's rules for their names; catch-alls are no route. */
function routePatterns(): string[] {
  return readdirSync("app/routes")
    .filter((file) => !file.includes(".test."))
    .map((file) => file.replace(/[.]tsx?$/, "").split("."))
    .map((parts) =>
      parts
        .filter((part) => !part.startsWith("_"))
        .map((part) => part.replace(/^[$](.*)$/, (_, name) => (name ? `:${name}` : "*"))),
    )
    .map((parts) => `/${parts.join("/")}`)
    .filter((pattern) => pattern !== "/*" && pattern !== "/api/*");
}

/** Names that the source gives to statements; those that are put together are spelled out here. */
function statementNames(): string[] {
  const sources = readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => /[.]ts$/.test(file) && !file.includes(".test."))
    .map((file) => readFileSync(path.join("app", file), "utf8"));
  const named = sources.flatMap((text) => [...text.matchAll(/defineStatement\(\s*"([a-z0-9_]+)"/g)]);
  const columns = ["subject_account_id", "resource_node_id"];
  return [
    ...["begin", "commit", "rollback"],
    ...named.map(([, name = ""]) => name),
    ...TRACED_TABLES.map((table) => `record_list_${table}`),
    ...columns.map((column) => `effective_access_list_by_${column}`),
    ...["s", "r", "sr"].map((seeks) => `effective_access_list_seek_${seeks}`),
  ];
}

/** Statements that the process sends by the clock, whether anybody asks or not. */
const BY_THE_CLOCK = ["slo_flush_add", "process_run_begin", "process_run_end"];

const SOURCES = [
  "aws/organizations",
  "aws/sso-admin",
  "aws/identitystore",
  "aws/iam",
  "gcp",
  "google-workspace",
  "github",
];

let web: WebProcess;
let cookie: string;

beforeAll(async () => {
  const product = await createProduct();
  const { code } = await product.ingest({
    "google-workspace/users.json": [
      { id: PLANTED, primaryEmail: `${PLANTED}@northwind.example`, name: { fullName: PLANTED } },
    ],
    [`github/${PLANTED}/org.json`]: { login: PLANTED, default_repository_permission: "none" },
    [`github/${PLANTED}/members.json`]: [{ id: 1, login: PLANTED, type: "User" }],
    "aws/iam/000000000001/get-account-authorization-details.json": { UserDetailList: [] },
  });
  expect(code).toBe(0);
  web = await startWebProcess(product.ownerUrl);
  cookie = await signIn(web.url, "admin");
});
afterAll(() => web?.stop("SIGKILL"));

async function readMetrics(): Promise<{ text: string; ours: Sample[] }> {
  const text = await (await fetch(web.metricsUrl)).text();
  return { text, ours: parseMetrics(text).filter(({ name }) => name.startsWith("alxderia_")) };
}

const seriesOf = ({ name, labels }: Sample) => `${name}${JSON.stringify(labels)}`;

/** Sends all of them, ten at a time. @returns how many were answered with each status */
async function storm(seed: number): Promise<Record<string, number>> {
  const requests = hostileRequests(seed, cookie);
  const statuses: Record<string, number> = {};
  const sender = async () => {
    for (let request = requests.pop(); request !== undefined; request = requests.pop()) {
      const status = await sendRaw(web.url, ...request);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 10 }, sender));
  return statuses;
}

describe("after a storm of hostile requests", () => {
  let statuses: Record<string, number>;
  let first: Awaited<ReturnType<typeof readMetrics>>;
  beforeAll(async () => {
    statuses = await storm(1);
    first = await readMetrics();
  });

  test("each was answered, and none of them as a fault of ours", () => {
    expect(Object.values(statuses).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(600);
    expect(Object.keys(statuses).sort()).toEqual(["200", "400", "403", "404", "405", "431"]);
  });

  test("every label of every metric of ours has one of few values", () => {
    const allowed: Record<string, readonly string[]> = {
      route: [...routePatterns(), UNMATCHED_ROUTE, ASSETS_ROUTE, "/__manifest"],
      method: [...HTTP_METHODS, OTHER_METHOD],
      status_class: ["2xx", "3xx", "4xx", "5xx"],
      query: statementNames(),
      source: SOURCES,
      result: ["complete", "incomplete", "stopped", "failed", "stored", "unchanged", "rejected"],
      table: ["audit_log", "entity_history"],
      reason: QUEUE_REASONS,
    };
    const seen = new Map<string, Set<string>>();
    for (const { name, labels } of first.ours) {
      if (name === METRIC.buildInfo) continue;
      for (const [label, value] of Object.entries(labels)) {
        if (label !== "le") seen.set(label, (seen.get(label) ?? new Set()).add(value));
      }
    }
    expect([...seen.keys()].sort()).toEqual(Object.keys(allowed).sort());
    for (const [label, values] of seen) {
      expect(
        [...values].filter((value) => !allowed[label]?.includes(value)),
        label,
      ).toEqual([]);
    }
    // The storm did reach what has parameters, what has none, and the database.
    expect([...(seen.get("route") ?? [])]).toEqual(
      expect.arrayContaining(["/api/people/:id", "/resources/*", "/api/resources/*", UNMATCHED_ROUTE, ASSETS_ROUTE]),
    );
    expect([...(seen.get("query") ?? [])]).toEqual(
      expect.arrayContaining(["effective_access_list", "person_list", "search_hit_list"]),
    );
  });

  test("nothing that anybody sent or that is stored is in the metrics", () => {
    expect(first.text.toLowerCase()).not.toContain(PLANTED);
    expect(first.text).not.toContain("northwind");
    expect(first.text).not.toContain("000000000001");
  });

  test("there are few series, and another storm with other texts adds none", async () => {
    expect(first.ours.length).toBeLessThan(MOST_SERIES);
    expect(await storm(2)).toEqual(statuses);
    const before = new Set(first.ours.map(seriesOf));
    const { ours, text } = await readMetrics();
    const asked = ours.filter(({ labels }) => !BY_THE_CLOCK.includes(labels.query ?? ""));
    expect(asked.map(seriesOf).filter((series) => !before.has(series))).toEqual([]);
    expect(text.toLowerCase()).not.toContain(PLANTED);
  });
});

test("the metrics are not on the public port", async () => {
  for (const [headers, status] of [
    [{ cookie }, 404],
    [{}, 302],
  ] as const) {
    const response = await fetch(`${web.url}${METRICS_PATH}`, { headers, redirect: "manual" });
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain("alxderia_http");
  }
});

test("nothing but the metrics is on their port", async () => {
  const port = new URL(web.metricsUrl).origin;
  for (const other of [
    "/",
    "/api/health",
    "/api/people",
    "/people",
    "/assets/x.js",
    `${METRICS_PATH}/x`,
    "//metrics",
  ]) {
    const response = await fetch(`${port}${other}`, { redirect: "manual", headers: { cookie } });
    expect([other, response.status, await response.text()]).toEqual([
      other,
      404,
      `the metrics are at ${METRICS_PATH}\n`,
    ]);
  }
  expect((await fetch(`${web.metricsUrl}?format=x`)).status).toBe(200);
});

test.skipIf(process.platform !== "linux")("both ports listen on loopback only", () => {
  const LISTENING = "0A";
  const listeners = ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${web.pid}/net/${table}`, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .flatMap(([, local = "", , state]) => (state === LISTENING ? [local] : [])),
  );
  for (const url of [web.url, web.metricsUrl]) {
    const port = Number(new URL(url).port).toString(16).toUpperCase().padStart(4, "0");
    // 127.0.0.1, as the kernel writes it
    expect(listeners.filter((local) => local.endsWith(`:${port}`))).toEqual([`0100007F:${port}`]);
  }
});
