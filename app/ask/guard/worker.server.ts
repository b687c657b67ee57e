import { parentPort } from "node:worker_threads";
import { fingerprintSync, loadModule, normalizeSync, parseSync } from "libpg-query";
import { type Checked, checkStatement } from "./check-statement.ts";

/** What the guard asks its worker; `rows` asks for the text that runs as well. */
export type Question = { sql: unknown; rows: number | null };
export type Reply = { ready: true } | Checked;

const parser = { parse: parseSync, fingerprint: fingerprintSync, normalize: normalizeSync };

await loadModule();
parentPort?.on("message", ({ sql, rows }: Question) => {
  parentPort?.postMessage(checkStatement(sql, parser, rows) satisfies Reply);
});
parentPort?.postMessage({ ready: true } satisfies Reply);
