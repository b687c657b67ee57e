import { afterAll, expect, test } from "vitest";
import { createGuard } from "../../app/ask/guard/guard.server.ts";
import { QUESTIONS } from "./questions.ts";

const guard = createGuard();
afterAll(() => guard.close());

test("what analysts ask is accepted, alone and inside the statement that runs", async () => {
  expect(new Set(QUESTIONS).size).toBeGreaterThan(120);
  const refused = [];
  for (const sql of QUESTIONS) {
    for (const verdict of [await guard.check(sql), await guard.seal(sql, 501)]) {
      if (!verdict.ok) refused.push({ sql, ...verdict });
    }
  }
  expect(refused).toEqual([]);
});

test("the verdict names what is read and called, and tells statements apart by what they ask", async () => {
  const verdict = await guard.check("select count(*), lower(name) from public.canonical_users u group by 2");
  expect(verdict).toMatchObject({ ok: true, tables: ["canonical_users"], functions: ["count", "lower"] });
  const [ada, bob, other] = await Promise.all(
    ["select name from accounts where name = 'Ada'", "SELECT name FROM accounts WHERE name='Bob'", "select 1"].map(
      (sql) => guard.check(sql),
    ),
  );
  expect(ada).toMatchObject({ ok: true, normalized: "select name from accounts where name = $1" });
  if (!ada?.ok || !bob?.ok || !other?.ok) throw new Error("refused");
  expect(bob.fingerprint).toBe(ada.fingerprint);
  expect(other.fingerprint).not.toBe(ada.fingerprint);
});
