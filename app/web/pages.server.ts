import { existsSync } from "node:fs";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import express, { type Express } from "express";
import type { AppContext } from "../http/context.ts";
import { createRouteMatcher, type RouteMatch } from "../http/match-route.ts";
import { pagePolicy } from "../http/security-headers.ts";

export type Pages = {
  match(pathname: string): Promise<RouteMatch> | RouteMatch;
  /** Answers with a file or with what Remix makes of the address. */
  answer(incoming: IncomingMessage, outgoing: ServerResponse, context: AppContext): Promise<void>;
};

const CLIENT_FOLDER = path.resolve("build/client");

/**
 * Everything that a browser asks for, served by Express and Remix.
 * @param options.server whose socket carries hot reload when the pages are served from source
 * @throws Error with the command to run when the pages are not built
 */
export async function openPages({ dev, server }: { dev: boolean; server: Server }): Promise<Pages> {
  const app = express();
  app.disable("x-powered-by");
  const loadBuild = dev ? await serveSource(app, server) : await serveBuild(app);
  const contexts = new WeakMap<ServerResponse, AppContext>();
  const handler = createRequestHandler({
    build: loadBuild,
    mode: dev ? "development" : "production",
    getLoadContext: (_request, response) => contexts.get(response) as AppContext,
  });
  app.all("*", (request, response, next) => void handler(request, response, next).catch(next));
  const failures = new WeakMap<ServerResponse, (error: unknown) => void>();
  app.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    failures.get(response)?.(error);
  });
  const matchers = new WeakMap<ServerBuild, (pathname: string) => RouteMatch>();
  const matcherOf = (build: ServerBuild) => {
    const matcher = matchers.get(build) ?? createRouteMatcher(build);
    matchers.set(build, matcher);
    return matcher;
  };
  const fixed = dev ? null : matcherOf(await loadBuild());
  return {
    match: async (pathname) => (fixed ?? matcherOf(await loadBuild()))(pathname),
    answer: (incoming, outgoing, context) =>
      new Promise((resolve, reject) => {
        contexts.set(outgoing, context);
        failures.set(outgoing, reject);
        outgoing.once("close", resolve);
        outgoing.setHeader("x-frame-options", "DENY");
        // Remix compares an Origin with this or with the host that arrives here, which a proxy may have changed.
        if (context.oidc) incoming.headers["x-forwarded-host"] = new URL(context.oidc.publicUrl).host;
        // Hot reload writes scripts and styles of its own.
        if (!dev) {
          const origins = context.oidc?.signOutOrigins() ?? [];
          outgoing.setHeader("content-security-policy", pagePolicy(context.nonce, origins));
        }
        app(incoming, outgoing);
      }),
  };
}

async function serveBuild(app: Express): Promise<() => Promise<ServerBuild>> {
  const entry = path.resolve("build/server/index.js");
  if (!existsSync(entry)) throw new Error("the pages are not built. Run: npm run build");
  app.use("/assets", express.static(path.join(CLIENT_FOLDER, "assets"), { immutable: true, maxAge: "1y" }));
  // Only names with an ending can be files; every other address goes to the routes without asking the disk.
  const files = express.static(CLIENT_FOLDER, { maxAge: "1h" });
  app.use(/^\/[\w-]+\.(?:ico|svg|png|txt|webmanifest)$/, (request, response, next) => {
    files(Object.assign(request, { url: request.originalUrl }), response, next);
  });
  const build = (await import(pathToFileURL(entry).href)) as ServerBuild;
  return async () => build;
}

async function serveSource(app: Express, server: Server): Promise<() => Promise<ServerBuild>> {
  const vite = await import("vite");
  const development = await vite.createServer({ server: { middlewareMode: true, hmr: { server } } });
  app.use(development.middlewares);
  return async () => (await development.ssrLoadModule("virtual:remix/server-build")) as ServerBuild;
}
