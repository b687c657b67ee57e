import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { HEALTH_ROUTE } from "../conventions.ts";
import { PRIMARY_API_ROUTES } from "./primary-routes.ts";

/** The label of an API route, from the name of its file: `api.people.$id.ts` answers `/api/people/:id`. */
const labels = readdirSync("app/routes")
  .filter((file) => file.startsWith("api.") && !file.includes(".test."))
  .map(
    (file) =>
      `/${file
        .replace(/[.]ts$/, "")
        .replaceAll(".", "/")
        .replace(/\/[$]$/, "/*")
        .replaceAll("$", ":")}`,
  );

test("every primary route is a route of the product", () => {
  expect(labels).toContain("/api/people/:id");
  expect(PRIMARY_API_ROUTES.filter((route) => !labels.includes(route))).toEqual([]);
});

test("the health check and the streamed export are none of them", () => {
  const primary: readonly string[] = PRIMARY_API_ROUTES;
  expect(labels).toEqual(expect.arrayContaining([HEALTH_ROUTE, "/api/access/export", "/api/*"]));
  for (const route of [HEALTH_ROUTE, "/api/access/export", "/api/*"]) expect(primary).not.toContain(route);
});
