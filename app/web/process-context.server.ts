import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { createCookie, createCookieSessionStorage } from "@remix-run/node";
import { LOG_MESSAGE } from "../../telemetry/conventions.ts";
import type { Plan } from "../../telemetry/slo/plan.ts";
import type { Config } from "../config.server.ts";
import type { Database } from "../db/database.server.ts";
import type { Log, ProcessContext, SessionData, Uploads } from "../http/context.ts";
import { createHealthCheck } from "../http/health-check.server.ts";
import { NO_TENANT } from "../model/no-tenant.ts";
import { ATTEMPT_SECONDS } from "../oidc/attempt.ts";
import type { Oidc } from "../oidc/oidc.server.ts";
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
  oidc: Oidc | null;
  uploads: Uploads;
}): Promise<ProcessContext> {
  const { config, database, log, plan, ask, oidc, uploads } = options;
  const secret = config.sessionSecret ?? (await readLocalSecret(config.dataDir));
  const isSecure = config.signIn?.publicUrl.startsWith("https:") ?? false;
  // A name with this prefix is taken by browsers only with Secure, for the whole of this very host.
  const nameOf = (name: string) => `${isSecure ? "__Host-" : ""}alxderia_${name}`;
  const cookie = { httpOnly: true, sameSite: "lax" as const, secure: isSecure, path: "/", secrets: [secret] };
  const session = {
    ...cookie,
    name: nameOf("session"),
    ...(oidc === null ? {} : { maxAge: oidc.sessionSeconds }),
  };
  return {
    database,
    sessions: createCookieSessionStorage<SessionData>({ cookie: session }),
    oidc,
    // A tab each: several may be at the issuer at once.
    attemptCookie: (state) =>
      createCookie(nameOf(`sign_in_${state.replaceAll(/[^\w-]/g, "").slice(0, 12)}`), {
        ...cookie,
        maxAge: ATTEMPT_SECONDS,
      }),
    findTenant: createFindTenant(database),
    tenants: () => listTenants(database),
    defaultTenant: createDefaultTenant(database),
    plan,
    prometheus: config.prometheusUrl === null ? null : createPrometheusCounts(config.prometheusUrl),
    tracesUrl: config.tracesUrl,
    chat: ask.chat,
    kept: ask.kept,
    uploads,
    isDatabaseAnswering: createHealthCheck(database, (error) => log.warn({ error }, LOG_MESSAGE.healthCheckFailed)),
  };
}

/** A tenant is never removed, so one that was found stays it. */
function createFindTenant(database: Database): ProcessContext["findTenant"] {
  const known = new Map<string, { id: string; slug: string }>();
  return async (slug) => {
    if (!known.has(slug)) for (const tenant of await listTenants(database)) known.set(tenant.slug, tenant);
    return known.get(slug) ?? null;
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
