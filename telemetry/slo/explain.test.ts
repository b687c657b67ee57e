import { expect, test } from "vitest";
import { explainPlan } from "./explain.ts";
import { parseDefinitions } from "./parse.ts";
import { planObjectives } from "./plan.ts";
import { rational } from "./rational.ts";
import { DEFINITIONS_FOLDER, readDefinitionFiles } from "./read-definitions.server.ts";

const { definitions } = parseDefinitions(await readDefinitionFiles(DEFINITIONS_FOLDER, "slo"));
const objectives = definitions.map(({ objective }) => objective);
const text = explainPlan(planObjectives(objectives));

test.each([
  "budget   1 − 0.995 = 0.005 of events (0.5 %)",
  "× 40320 minutes = 201.6 minutes of complete failure at steady traffic",
  "freeze   more than 50 % of the budget (100.8 minutes) within 14d",
  "windows  5m, 30m, 1h, 2h, 6h, 1d, 3d, 28d",
  "factor     2 % × 40320 / 60 minutes = 13.44",
  "factor     10 % × 40320 / 4320 minutes = 14/15 (about 0.9333)",
  "threshold  13.44 × 0.005 = 0.0672",
  "threshold  (14/15) × 0.005 = 7/1500 (about 0.0047)",
  "events     at least 15 = ⌈1 / 0.0672⌉ in 1h: with fewer, one bad event alone would fire",
  "detection  0.0672 × 60 = 4.032 minutes when every event is bad",
  "reset      5 × (1 − 0.0672) = 4.664 minutes after such a failure ends",
  "exhaustion 40320 / 13.44 = 2.08 days",
  "exhaustion 40320 / (14/15) = 30 days, longer than the window",
  "alert availability-no-data: critical, to on-call, read docs/runbooks/no-data.md",
  "bad    alxderia_http_request_duration_seconds where route is one of /api/access, /api/access/explain,",
  "status_class is not 5xx; above 2 s",
  "100 %       4.03 → 5     10.08 → 11   20.16 → 21   20.16 → 21",
])("it says: %s", (words) => expect(text).toContain(words));

test("numbers follow the objective and are nowhere written down", () => {
  const [objective] = objectives;
  if (!objective) throw new Error("no objective");
  const other = explainPlan(
    planObjectives([{ ...objective, target: rational(9, 10), window: 30 * 1440, minimumEvents: 50 }]),
  );
  expect(other).toContain("budget   1 − 0.9 = 0.1 of events (10 %)");
  expect(other).toContain("factor     2 % × 43200 / 60 minutes = 14.4");
  expect(other).toContain("detection  1.44 × 60 = never when every event is bad");
  expect(other).toContain("events     at least 50, more than the 1 = ⌈1 / 1.44⌉ needed");
});
