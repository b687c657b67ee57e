import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const CLI = fileURLToPath(new URL("../../app/cli.ts", import.meta.url));

/** Without a database: its address is one where nothing listens. */
async function check(words: string[], stdin = ""): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [CLI, "ask", "check", ...words], {
    env: { ...process.env, DATABASE_URL: "postgres://nobody:secret@127.0.0.1:9/none" },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin.end(stdin);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout, stderr };
}

test("each line gets its answer, in order, and a line that is none does not stop the rest", async () => {
  const lines = [
    '{"id":"a","sql":"select name from canonical_users;"}',
    "no JSON",
    '{"id":7,"sql":"select pg_sleep(1)"}',
    "",
    '{"id":"b"}',
    '{"sql":"select 1"}',
    "[1]",
    '{"id":"c","sql":"select * from public.mv_effective_access","more":1}',
    '{"id":"d","sql":"select \'\\ud800\'"}',
    '{"id":"e","sql":"select * from mv_effective_access"}',
  ];
  const { code, stdout } = await check(["--ndjson"], lines.join("\n"));
  expect(code).toBe(0);
  const answers = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(answers.map(({ id, ok, layer }) => [id, ok, layer])).toEqual([
    ["a", true, null],
    [null, false, "comments"],
    [7, false, "functions"],
    [null, false, "comments"],
    ["b", false, "comments"],
    [null, false, "comments"],
    [null, false, "comments"],
    ["c", false, "relations"],
    ["d", false, "comments"],
    ["e", true, null],
  ]);
  for (const { ok, reason } of answers) expect(ok ? reason === null : reason.length > 10).toBe(true);
});

test("one statement is answered with the exit code", async () => {
  expect(await check(["select name from canonical_users"])).toMatchObject({
    code: 0,
    stdout: "accepted; reads canonical_users\n",
  });
  expect(await check(["drop table accounts"])).toMatchObject({
    code: 1,
    stdout: "refused by statement: Drop is not a SELECT\n",
  });
  expect(await check([])).toMatchObject({ code: 2, stderr: expect.stringMatching(/--ndjson/) });
});
