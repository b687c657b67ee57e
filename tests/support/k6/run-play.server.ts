import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readNotes } from "../../../loadtests/notes.ts";
import { readSummary } from "../../../loadtests/report/summary.ts";
import { afterFile } from "../after-file.ts";
import type { Play, Played } from "./play.ts";

const PLAY = path.resolve(import.meta.dirname, "play.ts");

/** Plays journeys of loadtests/ on an instance, in a process of its own. @throws Error with what it complained of */
export async function runPlay(url: string, play: Play, environment: Record<string, string> = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "alxderia-loadtest-"));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const summaryFile = path.join(folder, "summary.json");
  const env = {
    NODE_ENV: "test" as const,
    PATH: process.env.PATH,
    LOADTEST_URL: url,
    LOADTEST_SUMMARY: summaryFile,
    PLAY: JSON.stringify(play),
    ...environment,
  };
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve, reject) => {
    execFile(process.execPath, ["--no-warnings", PLAY], { env, maxBuffer: 2 ** 28 }, (error, out, err) =>
      error === null ? resolve({ stdout: out, stderr: err }) : reject(new Error(`${error.message}\n${err}`)),
    );
  });
  const played = JSON.parse(stdout) as Played;
  const summary = readSummary(await readFile(summaryFile, "utf8"));
  if (summary === null) throw new Error("the summary is of another form than the reports read");
  return { ...played, summary, notes: readNotes(stderr) };
}

export type PlayedRun = Awaited<ReturnType<typeof runPlay>>;
