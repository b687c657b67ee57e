import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";

const PORT = 3211;
const DATA_DIR = path.resolve(".cache/e2e-start");

test.describe.configure({ timeout: 240_000 });

test("npm start fills an empty database, finds it again and leaves no process behind", async () => {
  await rm(DATA_DIR, { recursive: true, force: true });
  const first = await start();
  const people = await countPeople();
  expect(people).toBeGreaterThan(0);
  const server = await serverPid();
  expect(await stop(first, "SIGTERM")).toBe(0);
  await expect.poll(() => isAlive(server)).toBe(false);

  const second = await start();
  expect(second.said).not.toContain("generating a demo organisation");
  expect(await countPeople()).toBe(people);
  expect(await stop(second, "SIGINT")).toBe(0);
  await expect.poll(() => isAlive(server)).toBe(false);
});

type Started = { child: ChildProcess; said: string };

async function start(): Promise<Started> {
  const words = ["start", "--", "--no-open", "--port", String(PORT), "--data-dir", DATA_DIR];
  const child = spawn("npm", words, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, DATABASE_URL: "" } });
  const started: Started = { child, said: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      started.said += chunk;
    });
  }
  while (!started.said.includes("Alxderia is ready")) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${started.said}`);
    await sleep(200);
  }
  return started;
}

async function stop({ child }: Started, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, "exit");
  child.kill(signal);
  const [code] = await ended;
  return code;
}

async function countPeople(): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${PORT}/api/people?limit=200`);
  return (await response.json()).data.length;
}

async function serverPid(): Promise<number> {
  const text = await readFile(path.join(DATA_DIR, "postgres-18", "postmaster.pid"), "utf8");
  return Number(text.split("\n")[0]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
