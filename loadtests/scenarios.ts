/**
 * What the load test consists of. A scenario has the name by which the service levels call it
 * (`alxderia.dev/k6-scenario`), because k6 keeps the limits of each scenario apart by its name.
 * `perMinute`: journeys begun in a minute of an average day; `requests`: what one of them sends, held to it by a test;
 * `usualSeconds`: how long one takes as a rule, so that enough of them are ready beforehand.
 */
export const SCENARIOS = {
  api: { perMinute: 60, requests: 12, usualSeconds: 2 },
  dashboards: { perMinute: 150, requests: 4, usualSeconds: 1 },
  health: { perMinute: 1200, requests: 1, usualSeconds: 0.2 },
  pages: { perMinute: 60, requests: 10, usualSeconds: 3 },
} as const;
export type Scenario = keyof typeof SCENARIOS;

/** Who uses the product: an analyst's browser, a program, an SRE with dashboards and probes, all of them at once. */
export const JOURNEYS = {
  analyst: ["pages"],
  api: ["api"],
  sre: ["dashboards", "health"],
  mixed: ["api", "dashboards", "health", "pages"],
} as const satisfies Record<string, readonly Scenario[]>;
export type Journey = keyof typeof JOURNEYS;

export const isJourney = (text: string): text is Journey => Object.keys(JOURNEYS).includes(text);
