import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { report } from "./bench-server.server.ts";
import { readPeak } from "./peak-memory.server.ts";

/** `peakMegabytes`: the most memory that the process had held when the phase ended. */
export type Phase = { name: string; seconds: number; peakMegabytes: number };

export type IngestRun = { seconds: number; peakMegabytes: number; phases: Phase[]; changed: number };

const POLL_MS = 100;

/**
 * Runs `alxderia ingest` as a process of its own, started with the flags that the script in package.json gives it.
 * Phases are the times between its progress messages, those of one scope summed.
 * @throws Error with the process's last words when it does not end with 0
 */
export async function runIngest(bundle: string, databaseUrl: string): Promise<IngestRun> {
  const manifest = JSON.parse(await readFile("package.json", "utf8")) as { scripts: { alxderia: string } };
  const flags = manifest.scripts.alxderia.split(" ").slice(2);
  const child = spawn(process.execPath, [...flags, "ingest", bundle, "--json"], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", DATABASE_URL: databaseUrl },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const starts: { name: string; at: number; peak: number }[] = [];
  let peakMegabytes = 0;
  const last: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    report(`  ${seconds().toFixed(1).padStart(6)} s  ${line}`);
    last.push(line);
    if (!/records read$/.test(line)) starts.push({ name: line, at: seconds(), peak: peakMegabytes });
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  const poll = setInterval(async () => {
    peakMegabytes = Math.max(peakMegabytes, await readPeak(child.pid ?? 0));
  }, POLL_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  clearInterval(poll);
  const total = seconds();
  if (code !== 0) throw new Error(`ingest ended with ${code}:\n${last.slice(-10).join("\n")}`);
  const { changes } = JSON.parse(stdout) as { changes: { added: number; updated: number; closed: number } };
  return {
    seconds: total,
    peakMegabytes,
    phases: starts.map(({ name, at }, index) => ({
      name,
      seconds: (starts[index + 1]?.at ?? total) - at,
      peakMegabytes: starts[index + 1]?.peak ?? peakMegabytes,
    })),
    changed: changes.added + changes.updated + changes.closed,
  };
}
