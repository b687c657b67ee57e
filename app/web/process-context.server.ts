import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { createCookieSessionStorage } from "@remix-run/node";
import { LOG_MESSAGE } from "../../telemetry/conventions.ts";
import type { Plan } from "../../telemetry/slo/plan.ts";
import type { Config } from "../config.server.ts";
import type { Database } from "../db/database.server.ts";
import type { Log, ProcessContext, SessionUser } from "../http/context.ts";
import { createHealthCheck } from "../http/health-check.server.ts";
import { NO_TENANT } from "../model/no-tenant.ts";
import { createPrometheusCounts } from "../queries/slo-counts-prometheus.server.ts";
import { listTenants } from "../store/tenants.server.ts";
import type { AskTools } from "./ask-tools.server.ts";

type Tenant = Awaited<ReturnType<ProcessContext["defaultTenant"]>>;

/** The things that live as long as the process, each made once. */
export async function createProcessContext(options: {
  config: Config;
  database: Database;
  log: Log;
  plan: Plan;
  ask: AskTools;
}): Promise<ProcessContext> {
  const { config, database, log, plan, ask } = options;
  const sessions = createCookieSessionStorage<SessionUser>({
    cookie: {
      name: "alxderia_session",
      httpOnly: true,
      sameSite: "lax",
      path: "/",
      secrets: [config.sessionSecret ?? (await readLocalSecret(config.dataDir))],
    },
  });
  return {
    database,
    sessions,
    tenants: () => listTenants(database),
    defaultTenant: createDefaultTenant(database),
    plan,
    prometheus: config.prometheusUrl === null ? null : createPrometheusCounts(config.prometheusUrl),
    tracesUrl: config.tracesUrl,
    chat: ask.chat,
    kept: ask.kept,
    isDatabaseAnswering: createHealthCheck(database, (error) => log.warn({ error }, LOG_MESSAGE.healthCheckFailed)),
  };
}

/** Any tenant but `default` gives way to it as soon as there is one, so it is remembered only this long. */
const REMEMBER_MS = 1_000;

/** The tenant called `default`, else the first one. */
function createDefaultTenant(database: Database): () => Promise<Tenant> {
  let known: { tenant: Tenant; until: number } | null = null;
  return async () => {
    if (known !== null && performance.now() < known.until) return known.tenant;
    const tenants = await listTenants(database);
    const found = tenants.find(({ slug }) => slug === "default") ?? tenants[0];
    if (found === undefined) return { id: NO_TENANT, slug: "default", name: "default" };
    const tenant = { ...found, name: found.slug };
    // A tenant is never removed, so the one called default stays it.
    const until = tenant.slug === "default" ? Number.POSITIVE_INFINITY : performance.now() + REMEMBER_MS;
    known = { tenant, until };
    return tenant;
  };
}

// Kept beside the embedded database, so that people stay signed in over a restart.
async function readLocalSecret(dataDir: string): Promise<string> {
  const file = path.join(dataDir, "session-secret");
  const known = await readFile(file, "utf8").catch(() => "");
  if (known.length >= 32) return known;
  const secret = randomBytes(32).toString("base64url");
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, secret, { mode: 0o600 });
  return secret;
}
