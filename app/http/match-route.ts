import type { ServerBuild } from "@remix-run/node";
import { type AgnosticRouteObject, matchRoutes } from "@remix-run/router";
import { ASSETS_ROUTE, UNMATCHED_ROUTE } from "../../telemetry/conventions.ts";
import type { ApiRoute } from "./route.server.ts";

/** `label` is the pattern of the path: one of as many as there are routes, whatever people ask for. */
export type RouteMatch = { label: string; params: Record<string, string | undefined>; api: ApiRoute | null };

type Entry = AgnosticRouteObject & { id: string; path: string; label: string; api: ApiRoute | null };

/** Remix's own address for the parts of its route table that browsers load as they go. */
const MANIFEST_PATH = "/__manifest";

const UNMATCHED: RouteMatch = { label: UNMATCHED_ROUTE, params: {}, api: null };

/** @returns what the build has for a path; single-fetch requests (`….data`) belong to their page */
export function createRouteMatcher({ routes }: Pick<ServerBuild, "routes">): (pathname: string) => RouteMatch {
  const entries = Object.values(routes).flatMap((route): Entry[] => {
    if (route === undefined) return [];
    const path = fullPath(routes, route.id);
    // A catch-all answers what is no route at all.
    const label = path === "/*" || path === "/api/*" ? UNMATCHED_ROUTE : path;
    const answers = route.index === true || "default" in route.module || "loader" in route.module;
    return answers ? [{ id: route.id, path, label, api: apiOf(path, route.module.loader) }] : [];
  });
  const fixed = new Map(
    entries.filter(({ path }) => !/[:*]/.test(path)).map(({ path, label, api }) => [path, { label, params: {}, api }]),
  );
  // Most paths are one of few patterns; the others are asked again, as Remix reads them: in any case, decoded.
  const open = entries.filter(({ path }) => /[:*]/.test(path));
  return (pathname) => {
    const path = pathOfPage(pathname);
    const known = fixed.get(path);
    if (known !== undefined) return known;
    if (path.startsWith("/assets/")) return { ...UNMATCHED, label: ASSETS_ROUTE };
    if (path === MANIFEST_PATH) return { ...UNMATCHED, label: MANIFEST_PATH };
    const match = matchOf(open, path) ?? matchOf(entries, path);
    return match ? { label: match.route.label, params: match.params, api: match.route.api } : UNMATCHED;
  };
}

function matchOf(entries: Entry[], path: string) {
  const match = matchRoutes(entries, path)?.at(-1);
  return match?.route.label === UNMATCHED_ROUTE ? undefined : match;
}

function fullPath(routes: ServerBuild["routes"], id: string | undefined): string {
  const route = id === undefined ? undefined : routes[id];
  if (route === undefined) return "";
  const path = `${fullPath(routes, route.parentId)}/${route.path ?? ""}`.replace(/\/+/g, "/");
  return path === "/" ? path : path.replace(/\/$/, "");
}

function apiOf(path: string, loader: unknown): ApiRoute | null {
  return path.startsWith("/api/") && typeof loader === "function" && "answer" in loader ? (loader as ApiRoute) : null;
}

function pathOfPage(pathname: string): string {
  // The API has no single-fetch requests, but resources whose names end so.
  const path = pathname.startsWith("/api/") ? pathname : pathname.replace(/(?:^\/_root)?\.data$/, "");
  return path.length > 1 ? path.replace(/\/+$/, "") || "/" : path || "/";
}
