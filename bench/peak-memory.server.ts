import { readFile } from "node:fs/promises";

/** The high-water mark that Linux keeps of the process's resident memory, in megabytes of 10^6 bytes. */
export async function readPeak(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return (Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024) / 1_000_000;
}
