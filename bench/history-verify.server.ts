import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { readPeak } from "./peak-memory.server.ts";

const POLL_MS = 50;
const TICKS_A_SECOND = 100;

/** Processor time of ended children (cutime and cstime of proc(5)), in seconds. */
async function processorOfChildren(): Promise<number> {
  const fields = (await readFile("/proc/self/stat", "utf8").catch(() => "")).split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / TICKS_A_SECOND;
}

/**
 * Runs `alxderia history verify` as a process of its own, with the flags that the script in package.json gives it.
 * @throws Error with its output when it finds damage or fails
 */
export async function runVerify(
  databaseUrl: string,
  dataDir: string,
): Promise<{ rows: number; seals: number; seconds: number; processorSeconds: number; peakMegabytes: number }> {
  const processorBefore = await processorOfChildren();
  const manifest = JSON.parse(await readFile("package.json", "utf8")) as { scripts: { alxderia: string } };
  const flags = manifest.scripts.alxderia.split(" ").slice(2);
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production" as const };
  const started = performance.now();
  const child = spawn(process.execPath, [...flags, "history", "verify", "--json"], {
    env: { ...env, DATABASE_URL: databaseUrl, ALXDERIA_DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  let peakMegabytes = 0;
  const poll = setInterval(async () => {
    peakMegabytes = Math.max(peakMegabytes, await readPeak(child.pid ?? 0));
  }, POLL_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  clearInterval(poll);
  const seconds = (performance.now() - started) / 1000;
  const processorSeconds = (await processorOfChildren()) - processorBefore;
  if (code !== 0) throw new Error(`history verify ended with ${code}: ${stdout}`);
  const [tenant] = JSON.parse(stdout) as { logs: { rows: number; seals: number }[] }[];
  const sum = (field: "rows" | "seals") => (tenant?.logs ?? []).reduce((total, log) => total + log[field], 0);
  return { rows: sum("rows"), seals: sum("seals"), seconds, processorSeconds, peakMegabytes };
}
