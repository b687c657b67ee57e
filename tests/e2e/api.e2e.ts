import { expect, test } from "@playwright/test";

test("the running server answers the API by its routes, without a session", async ({ request }) => {
  const page = await request.get("/api/access?limit=1");
  expect(page.status()).toBe(200);
  expect(page.headers()["x-trace-id"]).toMatch(/^[0-9a-f]{32}$/);
  expect(page.headers()["cache-control"]).toBe("no-store");
  expect((await page.json()).data).toHaveLength(1);

  const head = await request.head("/api/people");
  expect(head.status()).toBe(200);
  expect(await head.body()).toHaveLength(0);

  const exported = await request.get("/api/access/export?format=ndjson&privilege=owner");
  const lines = (await exported.text()).trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.every((line) => JSON.parse(line).privilege === "owner")).toBe(true);
});

for (const [method, path, status] of [
  ["GET", "/api/no-such-path", 404],
  ["GET", "/api/access?limit=0", 400],
  ["GET", "/api/resources/no/such/resource", 404],
  ["POST", "/api/people", 405],
] as const) {
  test(`${method} ${path} is refused with ${status} and a problem`, async ({ request }) => {
    const response = await request.fetch(path, { method });
    expect(response.status()).toBe(status);
    expect(response.headers()["content-type"]).toContain("application/problem+json");
    expect(await response.json()).toMatchObject({ status, traceId: response.headers()["x-trace-id"] });
  });
}
