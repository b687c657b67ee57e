import { spawn } from "node:child_process";
import { SETTINGS } from "../settings.ts";

const STOPPED = 105;

type Run = {
  /** The program's file. */
  readonly k6: string;
  readonly url: string;
  readonly profile: string;
  readonly journey: string;
  readonly summaryFile: string;
  readonly consoleFile: string;
};

/** Runs k6, whose progress goes to the terminal. @returns its exit code; 105 when a signal ended it */
export async function runK6({ k6, url, profile, journey, summaryFile, consoleFile }: Run): Promise<number> {
  const child = spawn(k6, ["run", "--console-output", consoleFile, "loadtests/main.ts"], {
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      // The form that report/summary.ts reads; k6 2 has another one beside it.
      K6_NEW_MACHINE_READABLE_SUMMARY: "false",
      K6_NO_USAGE_REPORT: "true",
      // Nothing is fetched for a script that imports what k6 does not have.
      K6_AUTO_EXTENSION_RESOLUTION: "false",
      [SETTINGS.url]: url,
      [SETTINGS.profile]: profile,
      [SETTINGS.journey]: journey,
      [SETTINGS.summary]: summaryFile,
    },
  });
  // A terminal sends its Ctrl-C to k6 as well, and a second one would end k6 before it has written its summary.
  const wait = () => {};
  const pass = () => child.kill("SIGTERM");
  process.on("SIGINT", wait).on("SIGTERM", pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code ?? STOPPED));
    });
  } finally {
    process.off("SIGINT", wait).off("SIGTERM", pass);
  }
}
