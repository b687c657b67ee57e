import { beforeAll, describe, expect, test } from "vitest";
import { storeReadSideOrganisation } from "../support/read-side-organisation.ts";
import { createTestDatabase } from "../support/test-database.server.ts";
import { createLogin } from "./login.server.ts";
import { signIn } from "./signed-in.ts";
import { textOf, treeOf } from "./trace-tree.ts";
import { newCaller, startTracedProcess, type TracedProcess } from "./traced-process.server.ts";

const PASSWORD = "hunter2-of-the-database";
const BEARER = "bearer-token-0123456789";
const ADA = "ada@northwind.example";

const stored = await createTestDatabase();
await storeReadSideOrganisation(stored, stored.tenantId);
const databaseUrl = await createLogin(stored, PASSWORD);

const leaf = (name: string) => ({ name, below: [] });
const transaction = (...statements: string[]) => ["begin", ...statements, "pool wait", "rollback"].map(leaf);

async function ask({ web }: TracedProcess, path: string, headers: Record<string, string> = {}) {
  const caller = newCaller(true);
  const response = await fetch(`${web.url}${path}`, { headers: { traceparent: caller.traceparent, ...headers } });
  await response.arrayBuffer();
  return { ...caller, status: response.status };
}

const byDefault = await startTracedProcess(databaseUrl);
const byJson = await startTracedProcess(databaseUrl, { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" });
const unsampled = await startTracedProcess(databaseUrl, { OTEL_TRACES_SAMPLER_ARG: "0" });

describe.each([
  ["protobuf by default", byDefault, "application/x-protobuf"],
  ["JSON when asked for", byJson, "application/json"],
])("spans sent as %s", (_what, traced, contentType) => {
  // The first request asks who the tenant is, and all others remember.
  beforeAll(async () => void (await ask(traced, "/api/people")));

  test("a request to the API is one trace below the caller's span, down to the named statement", async () => {
    const { traceId, spanId } = await ask(traced, "/api/people");
    const spans = await traced.spansOf(traceId);
    expect(treeOf(spans, traceId, spanId)).toEqual([
      { name: "GET /api/people", below: [{ name: "loader", below: transaction("person_list") }] },
    ]);
    expect(spans.find(({ name }) => name === "GET /api/people")).toMatchObject({
      kind: "server",
      status: { code: "unset", message: "" },
      attributes: { "http.request.method": "GET", "http.route": "/api/people", "http.response.status_code": 200 },
    });
    expect(spans.find(({ name }) => name === "person_list")).toMatchObject({
      kind: "client",
      attributes: { "db.system.name": "postgresql", "db.query.summary": "person_list" },
    });
    expect(spans.find(({ name }) => name === "pool wait")?.kind).toBe("internal");
  });

  test("they come in that encoding and no other", async () => {
    await traced.spansOf((await ask(traced, "/api/people")).traceId);
    expect([...traced.contentTypes]).toEqual([contentType]);
  });

  test("a page for everybody is one trace", async () => {
    const { traceId, spanId } = await ask(traced, "/sign-in");
    const [root, ...others] = treeOf(await traced.spansOf(traceId), traceId, spanId);
    expect(others).toEqual([]);
    expect(root?.name).toBe("GET /sign-in");
    expect(root?.below.map(({ name }) => name)).toContain("loader");
  });

  test("a page of whoever is signed in is one trace, down to the named statement", async () => {
    const cookie = await signIn(traced.web.url, "analyst");
    const { traceId, spanId } = await ask(traced, "/people", { cookie });
    const spans = await traced.spansOf(traceId);
    const [root, ...others] = treeOf(spans, traceId, spanId);
    expect(others).toEqual([]);
    expect(root?.name).toBe("GET /people");
    expect(root?.below).toContainEqual({ name: "loader", below: transaction("person_list") });
  });

  test("a request without a caller's trace begins one", async () => {
    const response = await fetch(`${traced.web.url}/api/groups`);
    const traceId = response.headers.get("x-trace-id") ?? "";
    await response.arrayBuffer();
    expect(treeOf(await traced.spansOf(traceId), traceId)).toMatchObject([{ name: "GET /api/groups" }]);
  });

  test("every span tells which process made it, without its words and its user", async () => {
    const { traceId } = await ask(traced, "/api/people");
    const instance = traced.web.lines()[0]?.instance;
    for (const { resource } of await traced.spansOf(traceId)) {
      expect(resource).toMatchObject({ "service.name": "alxderia", "service.instance.id": instance });
      expect(Object.keys(resource).filter((key) => /^process\.(command|owner|executable)/.test(key))).toEqual([]);
    }
  });
});

describe("spans of failing and private requests", () => {
  const traced = byDefault;

  test("an error is on the statement and on the request, by its code and without its message", async () => {
    await stored.owner.query("alter table canonical_users rename to canonical_users_away");
    const { traceId, status } = await ask(traced, "/api/people");
    await stored.owner.query("alter table canonical_users_away rename to canonical_users");
    expect(status).toBe(500);
    const spans = await traced.spansOf(traceId);
    for (const name of ["person_list", "loader", "GET /api/people"]) {
      expect(spans.find((span) => span.name === name)).toMatchObject({
        status: { code: "error", message: "" },
        attributes: { "error.type": "42P01" },
        events: [],
      });
    }
    expect(spans.find(({ name }) => name === "person_list")?.attributes["db.response.status_code"]).toBe("42P01");
    expect(spans.find(({ name }) => name === "begin")?.status.code).toBe("unset");
  });

  test("what callers send, what rows hold and what secrets there are is in no span", async () => {
    const cookie = await signIn(traced.web.url, "admin");
    const bearer = { authorization: `Bearer ${BEARER}` };
    const asked = [
      await ask(traced, `/api/people?search=${ADA}`, bearer),
      await ask(traced, `/api/people/${ADA}`, { cookie }),
      await ask(traced, `/people?search=${ADA}`, { cookie, ...bearer }),
      await ask(traced, `/people/${ADA}`, { cookie }),
      await ask(traced, `/api/access/explain?person=${ADA}&resource=billing-prod`, { cookie }),
      await ask(traced, `/api/people?${ADA}=1`),
      await ask(traced, `/no-such-path/${ADA}`, { cookie }),
      await ask(traced, "/api/people", { baggage: `user=${ADA}`, tracestate: "hunter2=hunter2", "x-user": ADA }),
    ];
    expect(asked.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 400, 404, 200]);
    for (const { traceId } of asked) await traced.spansOf(traceId);
    const text = textOf(traced.receiver.spans);
    expect(text).toContain("search_pattern_set");
    expect(traced.receiver.spans.length).toBeGreaterThan(40);
    const cookieValue = cookie.slice(cookie.indexOf("=") + 1);
    const planted = [ADA, encodeURIComponent(ADA), "northwind", "Ada Okafor", "Okafor", "billing-prod", "hunter2"];
    for (const value of [...planted, BEARER, PASSWORD, cookieValue, "of-at-least-32", stored.tenantId]) {
      expect(text.toLowerCase()).not.toContain(value.toLowerCase());
    }
    expect(text).not.toMatch(/select |insert |limit /);
  });
});

test("with nothing sampled only those requests are seen whose caller asks for it", async () => {
  const get = async (headers: Record<string, string>) => {
    const response = await fetch(`${unsampled.web.url}/api/people`, { headers });
    await response.arrayBuffer();
    return response.headers.get("x-trace-id");
  };
  const refused = newCaller(false);
  const wanted = newCaller(true);
  expect(await get({})).toMatch(/^[0-9a-f]{32}$/);
  expect(await get({ traceparent: refused.traceparent })).toBe(refused.traceId);
  expect(await get({ traceparent: wanted.traceparent })).toBe(wanted.traceId);
  await unsampled.spansOf(wanted.traceId);
  // The end of the process sends everything that waits.
  expect(await unsampled.web.stop()).toBe(0);
  expect(new Set(unsampled.receiver.spans.map(({ traceId }) => traceId))).toEqual(new Set([wanted.traceId]));
});
