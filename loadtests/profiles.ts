import { SCENARIOS, type Scenario } from "./scenarios.ts";

/** For so many seconds the rate goes evenly to `times` that of an average day; at once where there are no seconds. */
type Stage = { readonly seconds: number; readonly times: number };

type Shape = { readonly begins: number; readonly stages: readonly Stage[]; readonly purpose: string };

/** How the load runs over time, in multiples of an average day (`perMinute` of scenarios.ts). */
export const PROFILES = {
  smoke: {
    begins: 1,
    stages: [{ seconds: 120, times: 1 }],
    purpose: "whether the gate is kept at all; short enough for every pull request",
  },
  average: {
    begins: 0.2,
    stages: [
      { seconds: 60, times: 2 },
      { seconds: 480, times: 2 },
      { seconds: 60, times: 0.2 },
    ],
    purpose: "a busy hour in ten minutes",
  },
  stress: {
    begins: 1,
    stages: [
      { seconds: 180, times: 6 },
      { seconds: 600, times: 6 },
      { seconds: 120, times: 1 },
    ],
    purpose: "six times the average, for long enough that queues would grow",
  },
  spike: {
    begins: 1,
    stages: [
      { seconds: 120, times: 1 },
      { seconds: 10, times: 10 },
      { seconds: 60, times: 10 },
      { seconds: 10, times: 1 },
      { seconds: 180, times: 1 },
    ],
    purpose: "ten times the average within ten seconds, and whether it is well again afterwards",
  },
  soak: {
    begins: 1,
    stages: [
      { seconds: 60, times: 1.5 },
      { seconds: 7_140, times: 1.5 },
    ],
    purpose: "two hours: what leaks, fills up or grows",
  },
  breakpoint: {
    begins: 1,
    stages: [{ seconds: 1_200, times: 40 }],
    purpose: "ever more until a limit is crossed; it ends there, and that is its result",
  },
} as const satisfies Record<string, Shape>;
export type Profile = keyof typeof PROFILES;

export const isProfile = (text: string): text is Profile => Object.keys(PROFILES).includes(text);

/** A scenario as k6 takes it: an open model, in which a slow answer does not hold up the next arrival. */
export type ArrivalRate = {
  readonly exec: Scenario;
  readonly timeUnit: "1m";
  readonly preAllocatedVUs: number;
  readonly maxVUs: number;
  readonly gracefulStop: string;
} & (
  | { readonly executor: "constant-arrival-rate"; readonly rate: number; readonly duration: string }
  | {
      readonly executor: "ramping-arrival-rate";
      readonly startRate: number;
      readonly stages: { readonly duration: string; readonly target: number }[];
    }
);

/** An answer may take ten seconds before its request is given up, so a journey at the limit holds its place so long. */
const WORST_SECONDS = 20;
/** Each place costs k6 a few megabytes. */
const MOST_PLACES = 1_000;

/** The load of one scenario in a profile. */
export function arrivalsOf(profile: Profile, scenario: Scenario): ArrivalRate {
  const { begins, stages }: Shape = PROFILES[profile];
  const { perMinute, usualSeconds } = SCENARIOS[scenario];
  const peak = (perMinute / 60) * Math.max(begins, ...stages.map(({ times }) => times));
  const maxVUs = Math.min(MOST_PLACES, Math.ceil(peak * WORST_SECONDS));
  const common = {
    exec: scenario,
    timeUnit: "1m",
    preAllocatedVUs: Math.min(maxVUs, Math.ceil(peak * usualSeconds) + 1),
    maxVUs,
    gracefulStop: "30s",
  } as const;
  const [only, ...more] = stages;
  if (only !== undefined && more.length === 0 && only.times === begins) {
    return { executor: "constant-arrival-rate", rate: perMinute * begins, duration: `${only.seconds}s`, ...common };
  }
  return {
    executor: "ramping-arrival-rate",
    startRate: Math.round(perMinute * begins),
    stages: stages.map(({ seconds, times }) => ({ duration: `${seconds}s`, target: Math.round(perMinute * times) })),
    ...common,
  };
}

/** How many journeys of a scenario a whole run of the profile begins: the area under its rate. */
export function plannedJourneys(profile: Profile, scenario: Scenario): number {
  const { begins, stages }: Shape = PROFILES[profile];
  let [from, area] = [begins, 0];
  for (const { seconds, times } of stages) {
    area += (seconds / 60) * ((from + times) / 2);
    from = times;
  }
  return Math.floor(area * SCENARIOS[scenario].perMinute);
}

/** Seconds of a whole run. */
export const secondsOf = (profile: Profile): number =>
  PROFILES[profile].stages.reduce((sum, { seconds }) => sum + seconds, 0);
