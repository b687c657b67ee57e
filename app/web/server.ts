import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createRequestHandler } from "@remix-run/express";
import { createCookieSessionStorage, type ServerBuild } from "@remix-run/node";
import express, { type Express } from "express";
import type { Config } from "./config.server.ts";
import type { Database } from "./db/database.server.ts";
import { createApiHandler } from "./http/api-handler.server.ts";
import type { AppContext, SessionUser } from "./http/context.ts";
import { drained } from "./http/drain.server.ts";
import { createLog } from "./log.ts";
import { NO_TENANT } from "./model/no-tenant.ts";
import { listTenants } from "./store/tenants.server.ts";

export type RunningServer = {
  url: string;
  /** Takes no new requests, lets running ones finish (at most 10 s), then closes. */
  stop(): Promise<void>;
};

type Options = { config: Config; database: Database; dev: boolean };

const STOP_WITHIN_MS = 10_000;
const CLIENT_FOLDER = path.resolve("build/client");

/**
 * Starts the web process on loopback.
 * @throws Error naming the port when it is taken, or the command to run when the pages are not built
 */
export async function startServer({ config, database, dev }: Options): Promise<RunningServer> {
  const app = express();
  const server = createServer(app);
  app.disable("x-powered-by");
  app.use((_request, response, next) => {
    response.set({ "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "same-origin" });
    next();
  });
  const build = dev ? await serveSource(app, server) : await serveBuild(app);
  const context = await createContext(config, database);
  const handler = createRequestHandler({
    build,
    mode: dev ? "development" : "production",
    getLoadContext: (_request, response): AppContext => ({ ...context, drained: () => drained(response) }),
  });
  const answerApi = typeof build === "function" ? null : createApiHandler(build);
  app.all("*", async (request, response, next) => {
    try {
      const answered = await answerApi?.(request, response, { ...context, drained: () => drained(response) });
      if (!answered) await handler(request, response, next);
    } catch (error) {
      next(error);
    }
  });
  await listen(server, config);
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : config.port;
  return { url: `http://localhost:${port}`, stop: () => stop(server) };
}

async function serveBuild(app: Express): Promise<ServerBuild> {
  const entry = path.resolve("build/server/index.js");
  if (!existsSync(entry)) throw new Error("the pages are not built. Run: npm run build");
  app.use("/assets", express.static(path.join(CLIENT_FOLDER, "assets"), { immutable: true, maxAge: "1y" }));
  // Only names with an ending can be files; every other address goes to the routes without asking the disk.
  app.use(/^\/[\w-]+\.(?:ico|svg|png|txt|webmanifest)$/, (request, response, next) => {
    express.static(CLIENT_FOLDER, { maxAge: "1h" })(
      Object.assign(request, { url: request.originalUrl }),
      response,
      next,
    );
  });
  return (await import(pathToFileURL(entry).href)) as ServerBuild;
}

async function serveSource(app: Express, server: Server): Promise<() => Promise<ServerBuild>> {
  const vite = await import("vite");
  const development = await vite.createServer({ server: { middlewareMode: true, hmr: { server } } });
  app.use(development.middlewares);
  return async () => (await development.ssrLoadModule("virtual:remix/server-build")) as ServerBuild;
}

async function createContext(config: Config, database: Database): Promise<Omit<AppContext, "drained">> {
  const sessions = createCookieSessionStorage<SessionUser>({
    cookie: {
      name: "alxderia_session",
      httpOnly: true,
      sameSite: "lax",
      path: "/",
      secrets: [config.sessionSecret ?? (await readLocalSecret(config.dataDir))],
    },
  });
  let known: { id: string; slug: string; name: string } | null = null;
  return {
    database,
    sessions,
    log: createLog(config.logLevel),
    tenants: () => listTenants(database),
    async defaultTenant() {
      if (known !== null) return known;
      const tenants = await listTenants(database);
      const named = tenants.find(({ slug }) => slug === "default");
      const tenant = named ?? tenants[0] ?? { id: NO_TENANT, slug: "default" };
      const found = { ...tenant, name: tenant.slug };
      // A tenant is never removed, so the one called default stays it; any other gives way as soon as there is one.
      if (tenant.slug === "default") known = found;
      return found;
    },
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

async function listen(server: Server, config: Config): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new Error(`port ${config.port} is taken. Set PORT to another one, or stop what listens there.`)
          : error,
      );
    });
    server.listen(config.port, config.host, resolve);
  });
}

async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
