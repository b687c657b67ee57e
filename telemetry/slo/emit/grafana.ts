import type { Plan, PlannedObjective } from "../plan.ts";
import type { Emitted, FidelityLine } from "./emitted.ts";
import { dashboardFile } from "./grafana-dashboard.ts";
import { OPERATIONS_UID, operations } from "./grafana-operations.ts";
import { SERVICE_LEVELS_UID, serviceLevels } from "./grafana-service-levels.ts";

/** Two dashboards for Grafana: what was promised, and what goes on. */
export const emitGrafana = (plan: Plan): Emitted => ({
  target: "Grafana",
  files: [
    dashboardFile("operations", operations(SERVICE_LEVELS_UID)),
    dashboardFile("service-levels", serviceLevels(plan, OPERATIONS_UID)),
  ],
  fidelity: [...plan.objectives.map(recorded), ...OPERATIONS],
});

const recorded = ({ name }: PlannedObjective): FidelityLine => ({
  what: `${name}: budget, burn rates, state`,
  fidelity: "exact",
  why: "reads the numbers that Prometheus records and alerts on",
});

const OPERATIONS: readonly FidelityLine[] = [
  {
    what: "latency heat map, p50 and p99",
    fidelity: "approximated",
    why: "a histogram knows its buckets only: between two bounds a quantile is interpolated, exact at the bound of 2 s",
  },
  {
    what: "traffic, errors, database time",
    fidelity: "approximated",
    why: "rates over the step of the picture, extrapolated between scrapes",
  },
  {
    what: "pool, event loop, freshness, view, partitions, queue, build",
    fidelity: "exact",
    why: "gauges as they were scraped; what happened between two scrapes is not seen",
  },
];
