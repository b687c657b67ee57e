import { createCookie, createCookieSessionStorage } from "@remix-run/node";
import type { AppContext, Failure, ProcessContext, SessionData, Uploads } from "../../app/http/context.ts";
import { createHealthCheck } from "../../app/http/health-check.server.ts";
import { readPlan } from "../../telemetry/slo/read-plan.server.ts";
import type { TestDatabase } from "./test-database.server.ts";

const plan = await readPlan();

const unopened = () => {
  throw new Error("this test opened no questions (asking.server.ts) and no uploads");
};
const NO_ASKING: Pick<ProcessContext, "chat" | "kept"> = {
  chat: { ask: unopened, again: unopened, models: unopened },
  kept: { judge: unopened, save: unopened, setRemoved: unopened, run: unopened },
};

const NO_UPLOADS: Uploads = {
  mostBytes: 0,
  instance: "test",
  receive: unopened,
  holds: () => false,
  compare: unopened,
  apply: unopened,
  discard: unopened,
};

/** What the web process gives to a route, on a test's database; `failures` is what the log would say. */
export function createTestContext(
  { database, tenantId }: Pick<TestDatabase, "database" | "tenantId">,
  traceId = "4bf92f3577b34da6a3ce929d0e0e4736",
  ask: Pick<ProcessContext, "chat" | "kept"> = NO_ASKING,
  uploads: Uploads = NO_UPLOADS,
): AppContext & { failures: Failure[] } {
  const failures: Failure[] = [];
  return {
    database,
    sessions: createCookieSessionStorage<SessionData>({ cookie: { name: "session", secrets: ["test"] } }),
    oidc: null,
    attemptCookie: () => createCookie("sign_in", { secrets: ["test"] }),
    findTenant: async () => ({ id: tenantId, slug: "default" }),
    defaultTenant: async () => ({ id: tenantId, slug: "default", name: "default" }),
    tenants: async () => [{ id: tenantId, slug: "default" }],
    plan,
    prometheus: null,
    tracesUrl: null,
    ...ask,
    uploads,
    isDatabaseAnswering: createHealthCheck(database, () => {}),
    drained: async () => {},
    trace: { traceId, spanId: null, sampled: false },
    failed: (failure) => failures.push(failure),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    nonce: "",
    failures,
  };
}
