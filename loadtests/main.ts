import http from "k6/http";
import type { Options } from "k6/options";
import { walkAsAnalyst } from "./journeys/analyst.ts";
import { callAsProgram } from "./journeys/api-client.ts";
import { createAsk } from "./journeys/ask.ts";
import { type Drawn, drawFrom } from "./journeys/drawn.ts";
import { readDashboards } from "./journeys/sre-dashboards.ts";
import { probeHealth } from "./journeys/sre-probe.ts";
import { type CompiledLimits, limitsOf } from "./limits.ts";
import { arrivalsOf } from "./profiles.ts";
import type { Scenario } from "./scenarios.ts";
import { readSettings } from "./settings.ts";

// What k6 runs; docs/loadtests.md says how. k6 opens files only here, while it starts.
const compiled = JSON.parse(open("./generated/thresholds.json")) as CompiledLimits;
const settings = readSettings(__ENV);

export const options: Options = {
  scenarios: Object.fromEntries(settings.scenarios.map((name) => [name, arrivalsOf(settings.profile, name)])),
  thresholds: limitsOf(compiled, settings.profile, settings.scenarios),
  summaryTrendStats: [...compiled.summaryTrendStats],
  // Without url, ip, vu and iter: each would make series without end. The route is the tag `name`.
  systemTags: ["scenario", "name", "method", "status", "check", "error_code", "expected_response"],
  userAgent: "alxderia-loadtest",
  setupTimeout: "60s",
};

/** Asks as one scenario, whose service levels say which statuses are no failure. */
function askAs(scenario: Scenario) {
  const expected = compiled.scenarios[scenario]?.expectedStatuses;
  return createAsk(settings, scenario, expected ? http.expectedStatuses(...expected) : null);
}

const asks = { api: askAs("api"), dashboards: askAs("dashboards"), health: askAs("health"), pages: askAs("pages") };

/** Once, before the load: what the running instance holds. */
export const setup = (): Drawn => drawFrom(settings);

export const api = (drawn: Drawn): void => callAsProgram(asks.api, drawn);
export const dashboards = (): void => readDashboards(asks.dashboards, settings);
export const health = (): void => probeHealth(asks.health);
export const pages = (drawn: Drawn): void => walkAsAnalyst(asks.pages, settings, drawn);

/** Once, at the end. @returns files by path, as k6 wants them */
export function handleSummary(data: unknown): Record<string, string> {
  return settings.summary === null ? {} : { [settings.summary]: JSON.stringify(data) };
}
