import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";

/** @param onLine told of each line of progress, with the folder that holds the drill's own one */
async function runDrill(onLine: (line: string, folder: string) => Promise<void> = async () => {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "alxderia-drills-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await chmod(folder, 0o755);
  const file = path.join(folder, "report.md");
  const words = ["history", "drill", "--people", "20", "--archive-timeout", "2", "--json", "--report", file];
  const child = spawn(process.execPath, ["--import", "./telemetry/register.ts", "app/cli.ts", ...words], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  const watched: Promise<void>[] = [];
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    complaints += chunk;
    for (const line of chunk.split("\n")) watched.push(onLine(line, folder));
  });
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  await Promise.all(watched);
  const report = await readFile(file, "utf8").catch(() => "");
  expect(report, complaints).not.toBe("");
  return { code, folder, report, told: JSON.parse(stdout) };
}

async function expectNothingLeft(folder: string): Promise<void> {
  expect(await readdir(folder)).toEqual(["report.md"]);
  expect(spawnSync("ps", ["-A", "-o", "args"], { encoding: "utf8" }).stdout).not.toContain(folder);
}

test("a server that is destroyed comes back as it was at a moment, and up to its last archived commit", async () => {
  const { code, folder, report, told } = await runDrill();
  expect(told.faults).toEqual([]);
  expect({ code, passed: told.passed, failure: told.failure }).toEqual({ code: 0, passed: true, failure: null });
  const [moment, end] = told.recoveries;
  expect(moment.loss).toMatchObject({ lost: 0, holes: 0, afterTarget: 0, lastRecovered: moment.until });
  // What came after the moment was written, and is recovered where it is wanted.
  expect(end.loss.expected).toBeGreaterThan(moment.loss.expected);
  expect(end.loss.expected - end.loss.lost).toBeGreaterThan(moment.loss.expected);
  expect(end.content.rows).toBeGreaterThan(moment.content.rows);
  expect(end.verification.seals).toBeGreaterThan(moment.verification.seals);
  expect(told.replay).toMatchObject({ tables: moment.content.tables, differences: [] });
  expect(told.replay.accessRows).toBeGreaterThan(0);
  expect(report).toContain("**Passed.**");
  await expectNothingLeft(folder);
}, 400_000);

test("without a segment that is needed the drill says that recovering failed and why, and ends with exit code 1", async () => {
  const { code, folder, report, told } = await runDrill(async (line, scratches) => {
    if (line !== "commits that the archive does not have yet") return;
    const [scratch = ""] = await readdir(scratches);
    const archive = path.join(scratches, scratch, "archive");
    const files = (await readdir(archive)).sort();
    const backedUp = files.findIndex((name) => name.endsWith(".backup"));
    await rm(path.join(archive, files[backedUp + 1] ?? ""));
  });
  expect({ code, passed: told.passed, recoveries: told.recoveries }).toEqual({
    code: 1,
    passed: false,
    recoveries: [],
  });
  expect(told.failure.step).toBe("recovering to the moment");
  expect(told.failure.message).toMatch(/recovery ended before configured recovery target was reached/);
  expect(report).toContain('**Not passed.**\n\n- the drill failed at "recovering to the moment"');
  await expectNothingLeft(folder);
}, 400_000);
