import type { Log, LogFields } from "./http/context.ts";

const LEVELS = ["debug", "info", "warn", "error"] as const;

/** One JSON line an event on stderr: stdout belongs to the command's own output. */
export function createLog(threshold: (typeof LEVELS)[number]): Log {
  const at = (level: (typeof LEVELS)[number]) => (fields: LogFields, message: string) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(threshold)) return;
    process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
  };
  return { info: at("info"), warn: at("warn"), error: at("error") };
}
