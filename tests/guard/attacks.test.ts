import { afterAll, describe, expect, test } from "vitest";
import { createGuard } from "../../app/ask/guard/guard.server.ts";
import { ATTACKS } from "./attacks.ts";

const guard = createGuard();
afterAll(() => guard.close());

const attacks = Object.values(ATTACKS).flat();

test("the collection has no statement twice and at least 200 of them", () => {
  const statements = new Set(attacks.map(([, sql]) => sql));
  expect(statements.size).toBe(attacks.length);
  expect(attacks.length).toBeGreaterThan(200);
});

describe.each(Object.entries(ATTACKS))("%s", (_, statements) => {
  test("are refused, each by the layer it belongs to", async () => {
    for (const [layer, sql] of statements) {
      const verdict = await guard.check(sql);
      expect({ sql: sql.slice(0, 200), layer: verdict.ok ? "accepted" : verdict.layer }).toEqual({
        sql: sql.slice(0, 200),
        layer,
      });
      expect(await guard.seal(sql, 10), sql.slice(0, 200)).toMatchObject({ ok: false });
    }
  });
});
