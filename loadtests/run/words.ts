import { parseArgs } from "node:util";
import { isProfile, PROFILES, type Profile, secondsOf } from "../profiles.ts";
import { isJourney, JOURNEYS, type Journey } from "../scenarios.ts";

export type Words = {
  readonly profile: Profile;
  readonly journey: Journey;
  /** Null: the runner starts the product itself. */
  readonly url: string | null;
  readonly out: string;
  readonly results: string;
  readonly skipWithoutK6: boolean;
};

/** What was given is not allowed; the message says what is. */
export class WordsError extends Error {
  override name = "WordsError";
}

const FOLDER = ".cache/loadtest";
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const OPTIONS = {
  journey: { type: "string", default: "mixed" },
  url: { type: "string" },
  "allow-remote": { type: "boolean", default: false },
  out: { type: "string" },
  results: { type: "string", default: `${FOLDER}/results.ndjson` },
  "skip-without-k6": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const profileLines = Object.entries(PROFILES).map(
  ([name, { purpose }]) => `  ${name.padEnd(11)}${duration(name as Profile)}  ${purpose}`,
);

export const HELP = `Usage: npm run loadtest -- <profile> [options]

Runs the load test with the k6 on the PATH and judges it by the service levels (docs/loadtests.md).

${profileLines.join("\n")}

  --journey <name>    who uses the product: ${Object.keys(JOURNEYS).join(", ")} (mixed)
  --url <address>     the instance that is asked; left out: the product is started with its demo organisation
  --allow-remote      lets --url name another machine than this one
  --out <folder>      where the reports go (${FOLDER}/<time>-<profile>)
  --results <file>    where a line of each run is kept (${OPTIONS.results.default})
  --skip-without-k6   ends with 77 where there is no k6
  --help              shows this text

  LOADTEST_TOKEN, LOADTEST_COOKIE: an access token for the API and a session's Cookie header for the pages, where people
  sign in by an issuer. TRACES_URL: address of a trace with {traceId}, for links in the report.

Exit codes: 0 every limit was kept; 2 wrong usage; 3 the product did not start; 77 and 127 there is no k6; else that of
k6: 99 a limit was crossed (or the run proved nothing), 107 the script failed, 105 it was stopped.
`;

function duration(profile: Profile): string {
  return `${Math.ceil(secondsOf(profile) / 60)} min`.padStart(7);
}

/**
 * @param now names the folder of the reports
 * @returns null when help is asked for
 * @throws WordsError
 */
export function readWords(words: readonly string[], now: Date): Words | null {
  const { values, positionals } = parsed(words);
  if (values.help) return null;
  const [profile = "", ...more] = positionals;
  if (!isProfile(profile) || more.length > 0) {
    throw new WordsError(
      `${JSON.stringify(positionals.join(" "))} is no profile; allowed: ${Object.keys(PROFILES).join(", ")}`,
    );
  }
  if (!isJourney(values.journey)) {
    throw new WordsError(
      `--journey ${JSON.stringify(values.journey)} is not allowed; allowed: ${Object.keys(JOURNEYS).join(", ")}`,
    );
  }
  return {
    profile,
    journey: values.journey,
    url: values.url === undefined ? null : readUrl(values.url, values["allow-remote"]),
    out: values.out ?? `${FOLDER}/${now.toISOString().slice(0, 19).replace(/:/g, "-")}-${profile}`,
    results: values.results,
    skipWithoutK6: values["skip-without-k6"],
  };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new WordsError(error instanceof Error ? error.message : String(error));
  }
}

function readUrl(text: string, allowRemote: boolean): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== "/" || url.search !== "") {
    throw new WordsError(
      `--url ${JSON.stringify(text)} is not allowed; allowed: an address such as http://127.0.0.1:3000`,
    );
  }
  if (!LOOPBACK.test(url.hostname) && !allowRemote) {
    throw new WordsError(
      `--url ${JSON.stringify(text)} is another machine: load is only put on it with --allow-remote, and with its owner's leave`,
    );
  }
  return url.origin;
}
