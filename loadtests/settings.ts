import { isProfile, type Profile } from "./profiles.ts";
import { isJourney, JOURNEYS, type Scenario } from "./scenarios.ts";

/** Environment variables that the runner sets and the scripts read. */
export const SETTINGS = {
  url: "LOADTEST_URL",
  profile: "LOADTEST_PROFILE",
  journey: "LOADTEST_JOURNEY",
  summary: "LOADTEST_SUMMARY",
  token: "LOADTEST_TOKEN",
  cookie: "LOADTEST_COOKIE",
} as const;

export type Settings = {
  /** Without a slash at the end. */
  readonly url: string;
  readonly profile: Profile;
  readonly scenarios: readonly Scenario[];
  /** Where the summary goes; null leaves k6's own on the terminal. */
  readonly summary: string | null;
  /** For an instance that people sign in to by an issuer: an access token for the API, a session's cookie for pages. */
  readonly token: string | null;
  readonly cookie: string | null;
};

/** @throws Error naming the variable and what is allowed */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = (name: keyof typeof SETTINGS) => environment[SETTINGS[name]] || null;
  const url = given("url");
  if (url === null || !/^https?:\/\/[^/]+\/?$/.test(url)) {
    throw new Error(`${SETTINGS.url} is ${url ?? "not set"}; allowed: an address such as http://127.0.0.1:3000`);
  }
  const profile = given("profile") ?? "smoke";
  if (!isProfile(profile)) throw new Error(`${SETTINGS.profile} is ${profile}, which is no profile`);
  const journey = given("journey") ?? "mixed";
  if (!isJourney(journey)) throw new Error(`${SETTINGS.journey} is ${journey}, which is no journey`);
  return {
    url: url.replace(/\/$/, ""),
    profile,
    scenarios: JOURNEYS[journey],
    summary: given("summary"),
    token: given("token"),
    cookie: given("cookie"),
  };
}
