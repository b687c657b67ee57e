import { ASSETS_ROUTE, HEALTH_ROUTE, LABEL, LATENCY_OBJECTIVE_SECONDS, LOG_MESSAGE, METRIC } from "../conventions.ts";
import type { Condition, GuideAlert, LogLineSource } from "./guide-alert.ts";
import { CHANNEL_OF, type Severity } from "./model.ts";

/** The guide's two numbers that the product counts up to by itself, in each instance. */
export const FAILURES_IN_A_ROW = 3;
export const SATURATED_SECONDS = 120;

/** One secret that a running instance cannot read is one too many. */
export const FAILING_SECRETS = 1;

/**
 * The eight alerts of the operations guide, 4.2, for every backend. A typed list and no YAML: metric names, messages
 * and the 2 s come from telemetry/conventions.ts, so that a renamed one breaks the build and not an alarm.
 */
export const GUIDE_ALERTS: readonly GuideAlert[] = [
  {
    ...headOf("health-check-failing", "Health check failing", "critical"),
    wording: "3 consecutive 503 responses",
    prometheus: {
      from: "metric",
      reads: { kind: "gauge", gauge: METRIC.healthConsecutiveFailures, unit: "in a row" },
      condition: once(">=", FAILURES_IN_A_ROW, 60),
      fidelity: "exact",
      within: "each instance counts its own; a row that a success ends before the next scrape is not seen",
    },
    cloudwatch: failedHealthChecks(),
    cloudMonitoring: failedHealthChecks(),
  },
  {
    ...headOf("high-response-latency", "High response latency", "warning"),
    wording: "p99 > 2s for 5 minutes",
    prometheus: {
      from: "metric",
      reads: {
        kind: "quantile",
        quantile: 0.99,
        events: {
          metric: METRIC.httpRequestDuration,
          instrument: "histogram",
          matchers: [{ label: LABEL.route, is: "none of", values: [HEALTH_ROUTE, ASSETS_ROUTE] }],
          bound: null,
        },
      },
      condition: { comparison: ">", threshold: LATENCY_OBJECTIVE_SECONDS, periodSeconds: 60, periods: 5 },
      fidelity: "exact",
    },
    cloudwatch: requestP99(),
    cloudMonitoring: requestP99(),
  },
  {
    ...headOf("connection-pool-exhausted", "Database connection pool exhaustion", "critical"),
    wording: "Active connections = max (10) for 2 minutes",
    prometheus: {
      from: "metric",
      reads: { kind: "gauge", gauge: METRIC.dbPoolSaturatedFor, unit: "s" },
      condition: once(">=", SATURATED_SECONDS, 60),
      fidelity: "exact",
      within:
        "each instance times its own pool without a break; one that is free again before the next scrape is not seen",
    },
    cloudwatch: saturatedPool(),
    cloudMonitoring: saturatedPool(),
  },
  {
    ...headOf("database-capacity", "Aurora ACU saturation", "warning"),
    wording: "ACU utilisation > 80% sustained",
    prometheus: { from: "nothing", why: "the product cannot see the capacity of its database" },
    cloudwatch: {
      from: "platform metric",
      namespace: "AWS/RDS",
      metric: "ACUUtilization",
      dimensions: ["DBClusterIdentifier"],
      statistic: "Average",
      against: "number",
      condition: { comparison: ">", threshold: 80, periodSeconds: 60, periods: 15 },
      datapoints: 12,
      fidelity: "exact",
    },
    cloudMonitoring: {
      from: "platform metric",
      type: "cloudsql.googleapis.com/database/cpu/utilization",
      resource: "cloudsql_database",
      aligner: "ALIGN_MEAN",
      reducer: "REDUCE_MAX",
      against: "number",
      condition: { comparison: ">", threshold: 0.8, periodSeconds: 60, periods: 15 },
      fidelity: "analogue",
      why: "Aurora is not on Google Cloud; the processor of Cloud SQL is what runs short there",
    },
  },
  {
    ...headOf("instances-at-ceiling", "Cloud Run instance count at ceiling", "warning"),
    wording: "10/10 instances for 10 minutes",
    prometheus: { from: "nothing", why: "an instance knows neither the others nor the ceiling" },
    cloudwatch: {
      from: "platform metric",
      namespace: "AWS/AppRunner",
      metric: "ActiveInstances",
      dimensions: ["ServiceName", "ServiceID"],
      statistic: "Maximum",
      against: "number",
      condition: { comparison: ">=", threshold: 10, periodSeconds: 60, periods: 10 },
      datapoints: 10,
      fidelity: "analogue",
      why: "Cloud Run is not on AWS; App Runner counts its instances too",
    },
    cloudMonitoring: {
      from: "platform metric",
      type: "run.googleapis.com/container/instance_count",
      resource: "cloud_run_revision",
      aligner: "ALIGN_MAX",
      reducer: "REDUCE_SUM",
      against: "number",
      condition: { comparison: ">=", threshold: 10, periodSeconds: 60, periods: 10 },
      fidelity: "exact",
    },
  },
  {
    ...headOf("secret-access-failing", "Secret access failure", "critical"),
    wording: "Non-200 from Secrets Manager / Secret Manager",
    prometheus: {
      from: "metric",
      reads: { kind: "gauge", gauge: METRIC.secretsFailing, unit: "secrets cannot be read" },
      condition: once(">=", FAILING_SECRETS, 60),
      fidelity: "approximated",
      why: "an instance that cannot read them at its start is never scraped, and what the platform reads is not seen",
    },
    cloudwatch: {
      from: "audit event",
      service: "secretsmanager.amazonaws.com",
      methods: ["GetSecretValue"],
      needs: "an active CloudTrail trail, and a rule that sees reads: ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
      fidelity: "exact",
    },
    cloudMonitoring: {
      from: "audit event",
      service: "secretmanager.googleapis.com",
      methods: ["google.cloud.secretmanager.v1.SecretManagerService.AccessSecretVersion"],
      needs: "DATA_READ audit logs of Secret Manager",
      fidelity: "exact",
    },
  },
  {
    ...headOf("image-push-failing", "ECR / Artifact Registry push failure", "critical"),
    wording: "Build pipeline image push fails",
    prometheus: { from: "nothing", why: "the build pipeline is not scraped" },
    cloudwatch: {
      from: "audit event",
      service: "ecr.amazonaws.com",
      methods: ["PutImage", "InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload"],
      needs: "an active CloudTrail trail",
      fidelity: "approximated",
      why: "a push that fails to sign in never reaches the registry: the pipeline itself must tell of it too",
    },
    cloudMonitoring: {
      from: "audit event",
      service: "artifactregistry.googleapis.com",
      methods: ["Docker-StartUpload", "Docker-FinishUpload", "Docker-PutManifest"],
      needs: "DATA_WRITE audit logs of Artifact Registry",
      fidelity: "approximated",
      why: "a push that fails to sign in never reaches the registry: the pipeline itself must tell of it too",
    },
  },
  {
    ...headOf("storage-anomaly", "Disk / storage anomaly", "warning"),
    wording: "Aurora storage or Cloud SQL storage growing unexpectedly",
    prometheus: { from: "nothing", why: "the product cannot see the storage of its database" },
    cloudwatch: {
      from: "platform metric",
      namespace: "AWS/RDS",
      metric: "VolumeBytesUsed",
      dimensions: ["DBClusterIdentifier"],
      statistic: "Maximum",
      against: "band",
      condition: { comparison: ">", threshold: 3, periodSeconds: 3600, periods: 3 },
      datapoints: 3,
      fidelity: "approximated",
      why: "the guide gives no number; above three standard deviations of what CloudWatch learned, for three hours",
    },
    cloudMonitoring: {
      from: "platform metric",
      type: "cloudsql.googleapis.com/database/disk/bytes_used",
      resource: "cloudsql_database",
      aligner: "ALIGN_DELTA",
      reducer: "REDUCE_MAX",
      against: "band",
      condition: { comparison: ">", threshold: 3, periodSeconds: 86_400, periods: 1 },
      fidelity: "approximated",
      why: "the guide gives no number; a day's growth above three times the week's daily mean",
    },
  },
];

function headOf(name: string, title: string, severity: Severity) {
  const runbook = `docs/runbooks/${name}.md`;
  return { origin: "guide" as const, name, title, severity, channel: CHANNEL_OF[severity], runbook };
}

function once(comparison: Condition["comparison"], threshold: number, periodSeconds: number): Condition {
  return { comparison, threshold, periodSeconds, periods: 1 };
}

/**
 * Each instance counts its own row and writes it on the line of every check that failed, so the third one is seen at
 * once, and on each snapshot, so the alert lasts until a check succeeds however seldom checks come.
 */
function failedHealthChecks(): LogLineSource {
  return {
    from: "log lines",
    messages: [LOG_MESSAGE.request, LOG_MESSAGE.runtimeSnapshot],
    where: [{ field: "health.consecutive_failures", is: ">=", value: FAILURES_IN_A_ROW }],
    reads: { kind: "count" },
    condition: once(">=", 1, 60),
    fidelity: "exact",
    within: "each instance counts its own and says so with the third 503; ends with a minute in which none says it",
  };
}

function requestP99(): LogLineSource {
  return {
    from: "log lines",
    messages: [LOG_MESSAGE.request],
    where: [
      { field: "route", is: "!=", value: HEALTH_ROUTE },
      { field: "route", is: "!=", value: ASSETS_ROUTE },
    ],
    reads: { kind: "quantile", quantile: 0.99, field: "duration_ms" },
    condition: { comparison: ">", threshold: LATENCY_OBJECTIVE_SECONDS * 1000, periodSeconds: 60, periods: 5 },
    fidelity: "exact",
  };
}

/** Each instance times its own pool and writes on each snapshot for how long it has been full without a break. */
function saturatedPool(): LogLineSource {
  return {
    from: "log lines",
    messages: [LOG_MESSAGE.runtimeSnapshot],
    where: [{ field: "pool.saturated_for_seconds", is: ">=", value: SATURATED_SECONDS }],
    reads: { kind: "count" },
    condition: once(">=", 1, 60),
    fidelity: "exact",
    within:
      "each instance times its own pool; a snapshot comes every 10 s: seen so much later, or not at all when it ends before",
  };
}
