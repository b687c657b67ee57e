import { LATENCY_OBJECTIVE_SECONDS, SERVICE_NAME } from "../../conventions.ts";
import { formatDuration } from "../duration.ts";
import type { GuideAlert } from "../guide-alert.ts";
import type { Plan, PlannedObjective } from "../plan.ts";
import { formatDecimal, formatPercent, toNumber } from "../rational.ts";
import { platformWidgets } from "./cloudwatch-dashboard-platform.ts";
import { bodyFile, linesWidget, logLine, numberWidget, type Widget } from "./cloudwatch-dashboard-widgets.ts";
import type { Emitted, FidelityLine } from "./emitted.ts";
import { LOG_METRIC, logMetricOf } from "./log-metrics.ts";

const SLOW_MS = LATENCY_OBJECTIVE_SECONDS * 1000;

/** Two dashboards for CloudWatch; Terraform puts in the names that only it knows. */
export const emitCloudWatchDashboard = (plan: Plan, guideAlerts: readonly GuideAlert[]): Emitted => ({
  target: "CloudWatch dashboard",
  files: [
    bodyFile(
      "operations",
      "-PT3H",
      "# Alxderia: operations\nFrom the product's log lines and the platform's own metrics.",
      [...product(), ...platformWidgets(guideAlerts)],
    ),
    bodyFile(
      "service-levels",
      "-P28D",
      "# Alxderia: service levels\nBudget by the log lines of the time that is shown: leave it at 28 days. Burn rates by Application Signals.",
      plan.objectives.map(objectiveWidgets),
    ),
  ],
  fidelity: [...plan.objectives.flatMap(budgetFidelity), ...OPERATIONS],
});

/** The name of an objective in Application Signals. */
const applicationSignalsName = ({ name }: Pick<PlannedObjective, "name">): string => `${SERVICE_NAME}-${name}`;

/** What an objective's events are counted by, and whether they are all and only those; null when no line says. */
function countedBy({ indicator }: PlannedObjective) {
  const [total, bad] = [logMetricOf(indicator.total), logMetricOf(indicator.bad)];
  return total && bad ? { total: total.metric, bad: bad.metric, isExact: total.isExact && bad.isExact } : null;
}

function objectiveWidgets(objective: PlannedObjective): Widget[] {
  const { displayName, alerts, window } = objective;
  const windows = objective.windows.filter((each) => each !== window);
  const burn = linesWidget({
    title: `${displayName}: burn rate by window`,
    width: 10,
    height: 8,
    unit: "times the budget",
    period: 60,
    metrics: windows.map((each) => [
      "AWS/ApplicationSignals",
      "BurnRate",
      "SloName",
      applicationSignalsName(objective),
      "BurnRateWindowMinutes",
      String(each),
      { label: formatDuration(each), stat: "Maximum" },
    ]),
    limits: alerts.map(({ factor, long, short }) => ({
      label: `fires above, ${formatDuration(long)} and ${formatDuration(short)}`,
      value: toNumber(factor),
    })),
  });
  return [...budgetWidgets(objective), burn];
}

/** `FILL`: failures have no line while there are none. Without any event there is no number: nothing is divided by. */
function budgetWidgets(objective: PlannedObjective): Widget[] {
  const counted = countedBy(objective);
  if (!counted) return [];
  const { displayName, budget } = objective;
  const share = formatDecimal(budget, 12);
  const metrics = (expression: string, label: string) => [
    [{ id: "e1", expression, label }],
    logLine(counted.total, { id: "total", stat: "Sum", visible: false }),
    logLine(counted.bad, { id: "bad", stat: "Sum", visible: false }),
  ];
  const ratio = "FILL(bad, 0) / total";
  return [
    numberWidget({
      title: `${displayName}: budget remaining`,
      width: 5,
      height: 8,
      period: 300,
      metrics: metrics(`100 * (1 - ${ratio} / ${share})`, "% of the budget"),
    }),
    linesWidget({
      title: `${displayName}: bad events of each hour`,
      width: 9,
      height: 8,
      unit: "%",
      period: 3600,
      metrics: metrics(`100 * ${ratio}`, "bad events"),
      limits: [{ label: `budget, ${formatPercent(budget)}`, value: 100 * toNumber(budget) }],
    }),
  ];
}

function product(): Widget[][] {
  const shown = { width: 12, height: 7, period: 60 };
  const latency = linesWidget({
    ...shown,
    title: "Latency of requests",
    unit: "ms",
    metrics: ["p50", "p90", "p99", "Maximum"].map((stat) => logLine(LOG_METRIC.requestDuration, { stat, label: stat })),
    limits: [{ label: "objective", value: SLOW_MS }],
  });
  const within = linesWidget({
    ...shown,
    title: `Requests answered within ${LATENCY_OBJECTIVE_SECONDS} s`,
    unit: "%",
    metrics: [logLine(LOG_METRIC.requestDuration, { stat: `PR(:${SLOW_MS})`, label: `within ${SLOW_MS} ms` })],
  });
  const traffic = linesWidget({
    ...shown,
    title: "Traffic",
    unit: "a minute",
    metrics: [
      logLine(LOG_METRIC.requests, { stat: "Sum", label: "requests" }),
      logLine(LOG_METRIC.healthChecks, { stat: "Sum", label: "health checks" }),
    ],
  });
  const errors = linesWidget({
    ...shown,
    title: "Errors",
    unit: "a minute",
    metrics: [
      logLine(LOG_METRIC.requestErrors, { stat: "Sum", label: "requests answered 5xx" }),
      logLine(LOG_METRIC.failedHealthChecks, { stat: "Sum", label: "health checks that failed" }),
    ],
  });
  const pool = linesWidget({
    ...shown,
    title: "Pool",
    unit: "connections of one instance",
    metrics: [
      logLine(LOG_METRIC.poolActive, { stat: "Maximum", label: "at work" }),
      logLine(LOG_METRIC.poolWaiting, { stat: "Maximum", label: "waiting" }),
      logLine(LOG_METRIC.poolMax, { stat: "Maximum", label: "at most" }),
    ],
  });
  const saturated = linesWidget({
    ...shown,
    title: "Pool saturation",
    unit: "seconds of each 10 with none free",
    metrics: [logLine(LOG_METRIC.poolSaturated, { stat: "Maximum", label: "none free" })],
  });
  const loop = linesWidget({
    ...shown,
    title: "Event loop lag",
    unit: "ms",
    metrics: [logLine(LOG_METRIC.eventLoopDelay, { stat: "Maximum", label: "p99 of 10 s" })],
  });
  const memory = linesWidget({
    ...shown,
    title: "Memory",
    unit: "bytes",
    metrics: [logLine(LOG_METRIC.memory, { stat: "Maximum", label: "resident" })],
  });
  return [
    [latency, within],
    [traffic, errors],
    [pool, saturated],
    [loop, memory],
  ];
}

function budgetFidelity(objective: PlannedObjective): FidelityLine[] {
  const { name, window } = objective;
  const counted = countedBy(objective);
  const budget: FidelityLine = counted
    ? {
        what: `${name}: budget remaining`,
        fidelity: "approximated",
        why: `sums over the time that is shown, ${formatDuration(window)} at first${counted.isExact ? "" : `; ${counted.total.name} counts other methods and failed checks too`}`,
      }
    : { what: `${name}: budget remaining`, fidelity: "impossible", why: "no log line counts these events" };
  return [
    budget,
    {
      what: `${name}: burn rate by window`,
      fidelity: "exact",
      why: `Application Signals computes it; its objective is called ${applicationSignalsName(objective)}`,
    },
  ];
}

const OPERATIONS: readonly FidelityLine[] = [
  {
    what: "latency heat map",
    fidelity: "impossible",
    why: "CloudWatch draws none of a metric; four percentiles and the part within the objective stand for it",
  },
  {
    what: "errors by route, database time by query",
    fidelity: "impossible",
    why: "a metric filter with a dimension makes a paid metric of each value, and statements write no line; see traces",
  },
  {
    what: "freshness of sources, view, partitions, queue",
    fidelity: "impossible",
    why: "no log line says them; Prometheus has them",
  },
  {
    what: "pool, event loop, memory",
    fidelity: "approximated",
    why: "as they were every ten seconds, of all instances",
  },
];
