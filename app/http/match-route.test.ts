import type { ServerBuild } from "@remix-run/node";
import { describe, expect, test } from "vitest";
import { ASSETS_ROUTE, UNMATCHED_ROUTE } from "../../telemetry/conventions.ts";
import { createRouteMatcher } from "./match-route.ts";
import { createApiRoute } from "./route.server.ts";

type Given = { path?: string; index?: boolean; parent?: string; module?: object };

const page = { default: () => null };
const api = () => ({ loader: createApiRoute(async () => ({ status: 200, headers: {}, body: "" })) });
const catchAll = { loader: () => null, action: () => null };

/** A route table as Remix builds it from file names: `_app` is a layout, `_index` an index, `$` the rest of the path. */
const TABLE: Record<string, Given> = {
  root: { path: "", module: page },
  "api.access": { path: "api/access", module: api() },
  "api.access.explain": { path: "explain", parent: "api.access", module: api() },
  "api.health": { path: "api/health", module: api() },
  "api.people": { path: "api/people", module: api() },
  "api.people.$id": { path: ":id", parent: "api.people", module: api() },
  "api.history.$type.$id": { path: "api/history/:type/:id", module: api() },
  "api.resources": { path: "api/resources", module: api() },
  "api.resources.$": { path: "*", parent: "api.resources", module: api() },
  "api.$": { path: "api/*", module: catchAll },
  "sign-out": { path: "sign-out", module: { action: () => null, loader: () => null } },
  "only-posted": { path: "only-posted", module: { action: () => null } },
  _app: { module: page },
  "_app._index": { index: true, parent: "_app", module: page },
  "_app.people._index": { path: "people", index: true, parent: "_app", module: page },
  "_app.people.$id": { path: "people/:id", parent: "_app", module: page },
  "_app.resources._index": { path: "resources", index: true, parent: "_app", module: page },
  "_app.resources.$": { path: "resources/*", parent: "_app", module: page },
  "_app.$": { path: "*", parent: "_app", module: page },
};

const routes = Object.fromEntries(
  Object.entries(TABLE).map(([id, { parent, module, ...route }]) => [
    id,
    { id, ...(id === "root" ? {} : { parentId: parent ?? "root" }), ...route, module },
  ]),
) as unknown as ServerBuild["routes"];
const match = createRouteMatcher({ routes });

describe("the label of a path", () => {
  const labels: [what: string, path: string, label: string][] = [
    ["the index of everything", "/", "/"],
    ["an index route", "/people", "/people"],
    ["a route with a parameter", "/people/ada@northwind.example", "/people/:id"],
    ["a splat", "/resources/github/northwind/site", "/resources/*"],
    ["the index beside a splat", "/resources", "/resources"],
    ["a route below another one's path", "/api/access/explain", "/api/access/explain"],
    ["a route of two parameters", "/api/history/person/1", "/api/history/:type/:id"],
    ["a splat of the API", "/api/resources/a/b/c", "/api/resources/*"],
    ["a route that shows nothing", "/sign-out", "/sign-out"],

    ["a page's data", "/people.data", "/people"],
    ["the data of the index", "/_root.data", "/"],
    ["the data of a route with a parameter", "/people/ada.data", "/people/:id"],
    ["the data of a splat", "/resources/a/b.data", "/resources/*"],
    ["a page whose name is like that of the index's data", "/people/_root.data", "/people/:id"],

    ["a trailing slash", "/people/", "/people"],
    ["many trailing slashes", "/api/people///", "/api/people"],
    ["a splat of nothing", "/api/resources/", "/api/resources"],
    ["capitals, which Remix does not tell apart", "/API/People", "/api/people"],
    ["encoded letters", "/api/%68ealth", "/api/health"],
    ["an encoded slash in a parameter", "/people/a%2Fb", "/people/:id"],

    ["no route", "/nothing/here", UNMATCHED_ROUTE],
    ["no route of the API", "/api/nothing", UNMATCHED_ROUTE],
    ["the API's root", "/api", UNMATCHED_ROUTE],
    ["an encoded slash instead of one", "/people%2Fada", UNMATCHED_ROUTE],
    ["double slashes", "//people", UNMATCHED_ROUTE],
    ["double slashes inside", "/api//people", UNMATCHED_ROUTE],
    ["data of what is no route", "/nothing.data", UNMATCHED_ROUTE],
    ["more parts than the route has", "/people/ada/more", UNMATCHED_ROUTE],
    ["a route that only takes posts", "/only-posted", UNMATCHED_ROUTE],
    ["a path that looks like the pattern", "/api/:id", UNMATCHED_ROUTE],
    ["nothing", "", "/"],
    ["slashes only", "///", "/"],

    ["a file that browsers load", "/assets/root-1234.js", ASSETS_ROUTE],
    ["a file that is not there", "/assets/../secret", ASSETS_ROUTE],
    ["the folder itself", "/assets", UNMATCHED_ROUTE],
    ["Remix's route table", "/__manifest", "/__manifest"],
  ];
  for (const [what, path, label] of labels) {
    test(`${what}: ${path || "(empty)"} is ${label}`, () => expect(match(path).label).toBe(label));
  }
});

test("parameters are decoded, and the whole rest of the path is a splat's", () => {
  expect(match("/api/people/ada%40northwind.example").params).toEqual({ id: "ada@northwind.example" });
  expect(match("/api/people/a%2Fb%20c").params).toEqual({ id: "a/b c" });
  expect(match("/api/resources/github/a%2Fb/c").params).toEqual({ "*": "github/a/b/c" });
});

test("the API has no data requests: a name that ends so is the whole name", () => {
  expect(match("/api/resources/northwind/site.data").params).toEqual({ "*": "northwind/site.data" });
  expect(match("/api/people/ada.data").params).toEqual({ id: "ada.data" });
});

test("only routes of the API are answered without Remix, and its catch-all is none", () => {
  const direct = (path: string) => match(path).api !== null;
  expect(["/api/people", "/api/people/1", "/api/resources/a/b", "/api/%68ealth"].map(direct)).toEqual(
    Array(4).fill(true),
  );
  expect(["/api/nothing", "/people", "/", "/assets/x.js", "/__manifest"].map(direct)).toEqual(Array(5).fill(false));
});
