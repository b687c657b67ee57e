import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { createGuard } from "../../app/ask/guard/guard.server.ts";

const guards: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(guards.map((guard) => guard.close())));

const create = (options?: { stackSizeMb: number }) => {
  const guard = createGuard(options);
  guards.push(guard);
  return guard;
};

const HOSTILE = [
  `select ${"1+".repeat(9_900)}1`,
  `select ${"(".repeat(9_900)}1${")".repeat(9_900)}`,
  `select ${"(select ".repeat(1_500)}1${")".repeat(1_500)}`,
  `select ${"-".repeat(1)}${"- ".repeat(9_000)}1`,
  `select ${"not ".repeat(4_900)}true`,
  `select ${"array[".repeat(2_500)}1${"]".repeat(2_500)}`,
  `select * from ${"(select * from ".repeat(900)}accounts${") a".repeat(900)}`,
  `select ${"case when ".repeat(1_000)}true${" then 1 end".repeat(500)}`,
  `select 1 ${"union select 1 ".repeat(1_300)}`,
];

test("hostile nesting is answered, and the next statement as well", async () => {
  const guard = create();
  for (let round = 0; round < 4; round += 1) {
    for (const sql of HOSTILE) {
      expect(typeof (await guard.check(sql)).ok).toBe("boolean");
      expect(await guard.check("select name from accounts")).toMatchObject({ ok: true });
    }
  }
});

test("a parser that dies of a statement refuses that one only", async () => {
  // With the smallest stack the same statements do end the parser.
  const guard = create({ stackSizeMb: 1 });
  const reasons = new Set<string>();
  const asked = HOSTILE.flatMap((sql) => [guard.check(sql), guard.check("select 1")]);
  for (const [at, verdict] of (await Promise.all(asked)).entries()) {
    if (at % 2 === 1) expect(verdict).toMatchObject({ ok: true });
    else if (!verdict.ok) reasons.add(verdict.reason);
  }
  expect([...reasons].join("\n")).toMatch(/the parser (gave up|died)/);
});

test("a guard that is closed refuses, and says so", async () => {
  const guard = createGuard();
  await guard.close();
  expect(await guard.check("select 1")).toEqual({ ok: false, layer: "parse", reason: "the guard is closed" });
});

test("what is no text is refused", async () => {
  const guard = create();
  for (const value of [null, undefined, 1, {}, ["select 1"]]) {
    expect(await guard.check(value as unknown as string)).toMatchObject({ ok: false, layer: "comments" });
  }
});

test("the table of the parser's nodes is the one of the installed packages", () => {
  const script = fileURLToPath(new URL("./generate.ts", import.meta.url));
  execFileSync(process.execPath, [script, "--check", "--without-database"], { stdio: "pipe" });
});
