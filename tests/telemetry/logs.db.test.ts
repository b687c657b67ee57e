import { expect, test } from "vitest";
import { storeReadSideOrganisation } from "../support/read-side-organisation.ts";
import { createTestDatabase } from "../support/test-database.server.ts";
import { type LogLine, startWebProcess } from "../support/web-process.server.ts";
import { signIn } from "./signed-in.ts";
import { newCaller } from "./traced-process.server.ts";

// https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#LogSeverity
const SEVERITIES = ["DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY"];
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const PROJECT = "northern-lights-42";

const stored = await createTestDatabase();
await storeReadSideOrganisation(stored, stored.tenantId);
const web = await startWebProcess(stored.ownerUrl, { LOG_LEVEL: "debug", GOOGLE_CLOUD_PROJECT: PROJECT });
const elsewhere = await startWebProcess(stored.ownerUrl);

const linesOf = (traceId: string) => web.lines().filter(({ trace_id }) => trace_id === traceId);

/** @returns the answer's status, its body and the lines that the request left, once its own is there */
async function ask(path: string, init: RequestInit = {}) {
  const { traceId, traceparent } = newCaller(false);
  const headers = { ...(init.headers as Record<string, string>), traceparent };
  const response = await fetch(`${web.url}${path}`, { redirect: "manual", ...init, headers });
  const body = await response.text();
  await web.waitForLine(({ trace_id, message }) => trace_id === traceId && message === "request");
  return { traceId, status: response.status, body };
}

async function expectOneLine(traceId: string, expected: Partial<LogLine>): Promise<void> {
  // Lines are written in order, so a second one would stand before that of a later request.
  await ask("/api/health");
  const lines = linesOf(traceId).filter(({ message }) => message === "request");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject(expected);
}

test.each([
  ["GET", "/api/people", 200, "/api/people", "INFO"],
  ["HEAD", "/api/people", 200, "/api/people", "INFO"],
  ["GET", "/api/access/export?format=ndjson", 200, "/api/access/export", "INFO"],
  ["GET", "/sign-in", 200, "/sign-in", "INFO"],
  ["GET", "/people", 302, "/people", "INFO"],
  ["GET", "/api/health", 200, "/api/health", "DEBUG"],
  ["GET", "/api/access?limit=0", 400, "/api/access", "WARNING"],
  ["GET", "/api/no-such-path", 404, "unmatched", "WARNING"],
  ["GET", "/api/people/nobody@northwind.example", 404, "/api/people/:id", "WARNING"],
  ["POST", "/api/people", 405, "/api/people", "WARNING"],
])("%s %s is one line", async (method, path, status, route, severity) => {
  const answer = await ask(path, { method });
  expect(answer.status).toBe(status);
  await expectOneLine(answer.traceId, { severity, method, route, status });
});

test("a file that a page loads is one line for whoever debugs", async () => {
  const page = await ask("/sign-in");
  const file = /\/assets\/[\w.-]+\.(?:js|css)/.exec(page.body)?.[0] ?? "";
  const answer = await ask(file);
  expect(answer.status).toBe(200);
  await expectOneLine(answer.traceId, { severity: "DEBUG", method: "GET", route: "assets", status: 200 });
});

test("a page of whoever is signed in is one line, and so is one that is not there", async () => {
  const cookie = await signIn(web.url, "analyst");
  const people = await ask("/people", { headers: { cookie } });
  await expectOneLine(people.traceId, { severity: "INFO", route: "/people", status: 200 });
  const missing = await ask("/no-such-page", { headers: { cookie } });
  await expectOneLine(missing.traceId, { severity: "WARNING", route: "unmatched", status: 404 });
});

test("an error of ours is one line, with its class, code and place", async () => {
  await stored.owner.query("alter table canonical_users rename to canonical_users_away");
  const answer = await ask("/api/people");
  await stored.owner.query("alter table canonical_users_away rename to canonical_users");
  expect(answer.status).toBe(500);
  const error = { type: "error", code: "42P01", message: "relation … does not exist" };
  await expectOneLine(answer.traceId, { severity: "ERROR", route: "/api/people", problem: "internal", error });
});

test("a request whose caller left is one line and no error of ours", async () => {
  const { traceId, traceparent } = newCaller(false);
  await stored.owner.query("begin");
  await stored.owner.query("lock table canonical_users in access exclusive mode");
  const leave = new AbortController();
  const asked = fetch(`${web.url}/api/people`, { headers: { traceparent }, signal: leave.signal });
  const blocked = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  while ((await stored.owner.query(blocked)).rowCount === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  leave.abort();
  await expect(asked).rejects.toThrow();
  await web.waitForLine(({ trace_id }) => trace_id === traceId);
  await stored.owner.query("rollback");
  await expectOneLine(traceId, { severity: "WARNING", route: "/api/people", status: 499, aborted: true });
});

test("the wrong parameters of a request are named, those that are not ours without their name", async () => {
  const answer = await ask("/api/access?limit=0&ada@northwind.example=1&provider=github&provider=aws_iam");
  const parameters = expect.arrayContaining(["limit", "(unchecked)"]);
  await expectOneLine(answer.traceId, { status: 400, problem: "bad-request", parameters } as Partial<LogLine>);
  expect(JSON.stringify(linesOf(answer.traceId))).not.toContain("ada@");
  // Whoever asked is told each name, and nothing else of ours.
  const { errors } = JSON.parse(answer.body) as { errors: Record<string, string>[] };
  expect(errors.map(({ field }) => field).sort()).toEqual(["ada@northwind.example", "limit", "provider"]);
  for (const error of errors) expect(Object.keys(error)).toEqual(["field", "detail"]);
});

test("every line is an object with what Cloud Logging reads", async () => {
  const { traceId } = await ask("/api/people");
  const trace = `projects/${PROJECT}/traces/${traceId}`;
  expect(linesOf(traceId)).toEqual([expect.objectContaining({ "logging.googleapis.com/trace": trace })]);
  expect(web.lines().length).toBeGreaterThan(20);
  for (const line of web.lines()) {
    expect(SEVERITIES).toContain(line.severity);
    expect(line.message).toMatch(/./);
    expect(line.time).toMatch(RFC_3339);
    expect(line).toMatchObject({ service: "alxderia", instance: web.lines()[0]?.instance });
    if (line.message === "request") {
      expect(line["logging.googleapis.com/trace"]).toBe(`projects/${PROJECT}/traces/${line.trace_id}`);
    }
  }
});

test("outside Google Cloud the trace is the trace id", async () => {
  const response = await fetch(`${elsewhere.url}/api/people`);
  await response.arrayBuffer();
  const line = await elsewhere.waitForLine(({ message }) => message === "request");
  expect(line["logging.googleapis.com/trace"]).toBe(response.headers.get("x-trace-id"));
});
