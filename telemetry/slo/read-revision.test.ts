import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planFiles } from "./load-plan.server.ts";
import { formatPercent } from "./rational.ts";
import { DEFINITIONS_FOLDER } from "./read-definitions.server.ts";
import { RevisionError, readRevision } from "./read-revision.server.ts";

let root: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "alxderia-revision-"));
  git("init", "--quiet", "--initial-branch", "main");
  git("commit", "--quiet", "--allow-empty", "--message", "nothing promised yet");
  await cp(DEFINITIONS_FOLDER, path.join(root, "promises"), { recursive: true });
  git("add", ".");
  git("commit", "--quiet", "--message", "the promises");
  const file = path.join(root, "promises", "availability.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace("target: 0.995", "target: 0.999"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

function git(...words: string[]): void {
  const author = ["-c", "user.name=Ada", "-c", "user.email=ada@northwind.example", "-c", "commit.gpgsign=false"];
  execFileSync("git", ["-C", root, ...author, ...words]);
}

test("the definitions come as they were at that revision, not as they lie in the folder now", async () => {
  const files = await readRevision(root, "main", "promises");
  expect(files.map((file) => file.path)).toContain("main:promises/availability.yaml");
  const [availability] = planFiles(files).objectives;
  expect(availability && formatPercent(availability.target)).toBe("99.5 %");
});

test("before the first promise there were none", async () => {
  expect(await readRevision(root, "HEAD~1", "promises")).toEqual([]);
});

test.each(["no-such-branch", "--all", ""])(
  "revision %j is refused, and never taken for an option",
  async (revision) => {
    await expect(readRevision(root, revision, "promises")).rejects.toThrow(RevisionError);
  },
);
