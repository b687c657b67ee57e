import { LATENCY_OBJECTIVE_SECONDS } from "../../conventions.ts";
import { formatDuration } from "../duration.ts";
import type { GuideAlert } from "../guide-alert.ts";
import type { Plan, PlannedObjective } from "../plan.ts";
import { toNumber } from "../rational.ts";
import {
  chartTile,
  filtered,
  layoutFile,
  mean,
  quantile,
  rate,
  sloSeries,
  type Tile,
} from "./cloud-monitoring-dashboard-tiles.ts";
import type { Emitted, FidelityLine } from "./emitted.ts";
import { LOG_METRIC } from "./log-metrics.ts";

const HALF = { width: 24, height: 14 } as const;
const THIRD = { width: 16, height: 14 } as const;

const CLOUD_RUN = "cloud_run_revision";

/** Two dashboards for Cloud Monitoring; Terraform puts in the project. */
export const emitCloudMonitoringDashboard = (plan: Plan, guideAlerts: readonly GuideAlert[]): Emitted => ({
  target: "Cloud Monitoring dashboard",
  files: [
    layoutFile("operations", "Alxderia: operations", [...product(), ...platform(guideAlerts)]),
    layoutFile("service-levels", "Alxderia: service levels", plan.objectives.map(objectiveTiles)),
  ],
  fidelity: [...plan.objectives.map(fidelityOf), ...OPERATIONS],
});

function objectiveTiles(objective: PlannedObjective): Tile[] {
  const { displayName, alerts, window } = objective;
  const windows = objective.windows.filter((each) => each !== window);
  const remaining = chartTile({
    ...THIRD,
    title: `${displayName}: budget remaining`,
    unit: "part of the budget",
    series: [{ legend: "remaining", query: sloSeries("select_slo_budget_fraction", objective) }],
    limits: [{ label: "breached below", value: 0 }],
  });
  const burn = chartTile({
    ...THIRD,
    title: `${displayName}: burn rate by window`,
    unit: "times the budget",
    series: windows.map((each) => ({
      legend: formatDuration(each),
      query: sloSeries("select_slo_burn_rate", objective, each),
    })),
    limits: alerts.map(({ factor, long, short }) => ({
      label: `fires above, ${formatDuration(long)} and ${formatDuration(short)}`,
      value: toNumber(factor),
    })),
  });
  const health = chartTile({
    ...THIRD,
    title: `${displayName}: part of events that is good`,
    unit: "part",
    series: [{ legend: "good", query: sloSeries("select_slo_health", objective) }],
    limits: [{ label: "target", value: toNumber(objective.target) }],
  });
  return [remaining, burn, health];
}

function product(): Tile[][] {
  const heat = chartTile({
    ...HALF,
    title: "Latency of requests, as Cloud Run sees it",
    unit: "ms",
    plot: "HEATMAP",
    series: [
      {
        legend: "requests",
        query: filtered("run.googleapis.com/request_latencies", CLOUD_RUN, "ALIGN_DELTA", "REDUCE_SUM"),
      },
    ],
  });
  const p99 = chartTile({
    ...HALF,
    title: "Latency, p50 and p99",
    unit: "ms",
    series: [0.5, 0.99].map((part) => ({
      legend: `p${part * 100}`,
      query: quantile(LOG_METRIC.requestDuration, part),
    })),
    limits: [{ label: "objective", value: LATENCY_OBJECTIVE_SECONDS * 1000 }],
  });
  const traffic = chartTile({
    ...HALF,
    title: "Traffic",
    unit: "a second",
    series: [
      { legend: "requests", query: rate(LOG_METRIC.requests) },
      { legend: "health checks", query: rate(LOG_METRIC.healthChecks) },
    ],
  });
  const errors = chartTile({
    ...HALF,
    title: "Errors",
    unit: "a second",
    series: [
      { legend: "requests answered 5xx", query: rate(LOG_METRIC.requestErrors) },
      { legend: "health checks that failed", query: rate(LOG_METRIC.failedHealthChecks) },
    ],
  });
  const pool = chartTile({
    ...THIRD,
    title: "Pool",
    unit: "connections of one instance",
    series: [
      { legend: "at work", query: mean(LOG_METRIC.poolActive) },
      { legend: "waiting", query: mean(LOG_METRIC.poolWaiting) },
      { legend: "at most", query: mean(LOG_METRIC.poolMax) },
    ],
  });
  const saturated = chartTile({
    ...THIRD,
    title: "Pool saturation",
    unit: "seconds of each 10 with none free",
    series: [{ legend: "none free", query: mean(LOG_METRIC.poolSaturated) }],
  });
  const loop = chartTile({
    ...THIRD,
    title: "Event loop lag",
    unit: "ms",
    series: [{ legend: "p99 of 10 s", query: mean(LOG_METRIC.eventLoopDelay) }],
  });
  return [
    [heat, p99],
    [traffic, errors],
    [pool, saturated, loop],
  ];
}

/** What the platform measures: the guide's alerts with their limits, and what helps to explain them. */
function platform(alerts: readonly GuideAlert[]): Tile[][] {
  const alarmed = alerts.flatMap(({ title, cloudMonitoring: source }) => {
    if (source.from !== "platform metric") return [];
    const { type, resource, aligner, reducer, against, condition } = source;
    return [
      chartTile({
        ...THIRD,
        title,
        unit: type,
        series: [{ legend: type, query: filtered(type, resource, aligner, reducer) }],
        ...(against === "number" ? { limits: [{ label: "alarm", value: condition.threshold }] } : {}),
      }),
    ];
  });
  const requests = chartTile({
    ...HALF,
    title: "Cloud Run: answers by class",
    unit: "a second",
    series: [
      {
        legend: "answers",
        query: filtered(
          "run.googleapis.com/request_count",
          CLOUD_RUN,
          "ALIGN_RATE",
          "REDUCE_SUM",
          "response_code_class",
        ),
      },
    ],
  });
  const connections = chartTile({
    ...HALF,
    title: "Cloud SQL: connections",
    unit: "connections",
    series: [
      {
        legend: "connections",
        query: filtered(
          "cloudsql.googleapis.com/database/postgresql/num_backends",
          "cloudsql_database",
          "ALIGN_MAX",
          "REDUCE_SUM",
        ),
      },
    ],
  });
  return [...inThrees(alarmed), [requests, connections]];
}

const inThrees = (tiles: readonly Tile[]): Tile[][] =>
  Array.from({ length: Math.ceil(tiles.length / 3) }, (_, line) => tiles.slice(line * 3, line * 3 + 3));

const fidelityOf = ({ name }: PlannedObjective): FidelityLine => ({
  what: `${name}: budget, burn rates, part of good events`,
  fidelity: "exact",
  why: "Cloud Monitoring computes them of its own objective; how faithful that is, its emitter says",
});

const OPERATIONS: readonly FidelityLine[] = [
  {
    what: "latency heat map",
    fidelity: "approximated",
    why: "of Cloud Run's own histogram, health checks and files among them; 2 s need not be one of its bounds",
  },
  {
    what: "latency p50 and p99, traffic, errors",
    fidelity: "approximated",
    why: "log-based distributions know their buckets only; sums of ten seconds as rates",
  },
  {
    what: "pool, event loop",
    fidelity: "approximated",
    why: "means over all instances of what was so every ten seconds",
  },
  {
    what: "errors by route, database time by query, freshness of sources, view, partitions, queue",
    fidelity: "impossible",
    why: "no log-based metric carries them; Prometheus has them",
  },
];
