import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { afterFile } from "./after-file.ts";

/** One line of the web process's log. */
export type LogLine = Record<string, unknown> & { severity: string; message: string };

export type WebProcess = {
  url: string;
  metricsUrl: string;
  pid: number;
  /** The lines of the log so far. */
  lines(): LogLine[];
  /** Everything that it wrote so far, on either stream. */
  output(): string;
  /** Waits for a line of the log; fails after a minute with what was there. */
  waitForLine(matches: (line: LogLine) => boolean): Promise<LogLine>;
  /** Sends the signal. @returns the exit code when it has ended */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

const FLAGS = ["--experimental-async-context-frame", "--import", "./telemetry/register.ts"];
// Starting takes a second or two, and many times that on two cores that run other tests.
const PATIENCE_MS = 60_000;

/** Starts the web process as `npm start` does, on any free ports, and stops it after the file. The pages must be built. */
export async function startWebProcess(
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<WebProcess> {
  const child = spawn(process.execPath, [...FLAGS, "app/cli.ts", "start", "--no-open", "--no-demo", "--port", "0"], {
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      METRICS_PORT: "0",
      SESSION_SECRET: "test-secret-of-at-least-32-characters",
      DATABASE_URL: databaseUrl,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const stop = (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    return ended;
  };
  afterFile(() => stop("SIGKILL"));
  const lines: LogLine[] = [];
  let output = "";
  createInterface({ input: child.stdout }).on("line", (line) => {
    output += `${line}\n`;
    lines.push(JSON.parse(line) as LogLine);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const waitForLine = async (matches: (line: LogLine) => boolean): Promise<LogLine> => {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = lines.find(matches);
      if (found) return found;
      if (child.exitCode !== null) throw new Error(`the web process ended with ${child.exitCode}:\n${output}`);
      if (performance.now() > until) throw new Error(`no such line in the log:\n${output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const { url, metrics_url } = await waitForLine((line) => line.message === "ready");
  const loopback = (given: unknown) => String(given).replace("localhost", "127.0.0.1");
  return {
    url: loopback(url),
    metricsUrl: `${loopback(metrics_url)}/metrics`,
    pid: child.pid ?? 0,
    lines: () => lines,
    output: () => output,
    waitForLine,
    stop,
  };
}
