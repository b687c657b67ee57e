import { readFile } from "node:fs/promises";

const TICKS_PER_SECOND = 100;

/** @returns seconds of processor time that the process has used (proc(5), utime and stime). */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
