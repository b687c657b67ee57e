import { cpus, loadavg, totalmem } from "node:os";

/** @returns one line that says what the figures were measured on, and how busy it was. */
export function describeMachine(): string {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const load = loadavg().map((value) => value.toFixed(1));
  return (
    `machine: ${cores.length} × ${cores[0]?.model ?? "unknown processor"}, ${gigabytes} GB, ${process.platform}, ` +
    `Node ${process.versions.node}, PostgreSQL 18 embedded; load ${load.join(" ")}`
  );
}
