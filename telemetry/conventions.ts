/**
 * Every name of a metric, label, span and attribute. Whoever makes, queries or alarms on one takes it from here.
 * Metrics: https://prometheus.io/docs/practices/naming/ · attributes: https://opentelemetry.io/docs/specs/semconv/
 */

export const SERVICE_NAME = "alxderia";

/** Where the metrics are served; never the public port. */
export const METRICS_PATH = "/metrics";

/** An answer within this many seconds is a good one: the boundary that the latency objectives count by. */
export const LATENCY_OBJECTIVE_SECONDS = 2;

/** Upper bounds in seconds; one is exactly the objective, those below are close enough for p50 and p99. */
export const REQUEST_SECONDS_BUCKETS = [
  0.0025,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  0.5,
  0.75,
  1,
  1.5,
  LATENCY_OBJECTIVE_SECONDS,
  3,
  5,
  10,
] as const;

/** Upper bounds in seconds of statements and of waiting for a connection, which gives up after 5 s. */
export const DATABASE_SECONDS_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 30] as const;

/** Upper bounds in seconds of requests to language models, which are given up after 20 s. */
export const MODEL_SECONDS_BUCKETS = [0.25, 0.5, 1, 2, 4, 8, 12, 20] as const;

export const METRIC = {
  httpRequestDuration: "alxderia_http_request_duration_seconds",
  httpRequestsInFlight: "alxderia_http_requests_in_flight",
  healthConsecutiveFailures: "alxderia_http_health_consecutive_failures",
  dbQueryDuration: "alxderia_db_query_duration_seconds",
  dbQueryFailures: "alxderia_db_query_failures_total",
  dbPoolMaxConnections: "alxderia_db_pool_max_connections",
  dbPoolConnections: "alxderia_db_pool_connections",
  dbPoolActiveConnections: "alxderia_db_pool_active_connections",
  dbPoolIdleConnections: "alxderia_db_pool_idle_connections",
  dbPoolWaitingRequests: "alxderia_db_pool_waiting_requests",
  dbPoolAcquireDuration: "alxderia_db_pool_acquire_duration_seconds",
  dbPoolSaturated: "alxderia_db_pool_saturated_seconds_total",
  dbPoolSaturatedFor: "alxderia_db_pool_saturated_for_seconds",
  syncRuns: "alxderia_sync_runs_total",
  syncRecords: "alxderia_sync_records_total",
  syncLastSuccess: "alxderia_sync_last_success_timestamp_seconds",
  syncSecondsSinceSuccess: "alxderia_sync_seconds_since_last_success",
  accessViewAge: "alxderia_access_view_age_seconds",
  storePartitionMonthsAhead: "alxderia_store_partition_months_ahead",
  storeStrayRows: "alxderia_store_default_partition_rows",
  historyLastVerified: "alxderia_history_last_verified_timestamp_seconds",
  historySinceVerified: "alxderia_history_seconds_since_verified",
  historyDamaged: "alxderia_history_damaged_organisations",
  historyUnshipped: "alxderia_history_oldest_unshipped_entry_seconds",
  resolveQueueItems: "alxderia_resolve_queue_items",
  askModelRequests: "alxderia_ask_model_requests_total",
  askModelDuration: "alxderia_ask_model_request_duration_seconds",
  secretAccesses: "alxderia_secrets_accesses_total",
  secretsFailing: "alxderia_secrets_failing",
  operationsReadFailures: "alxderia_telemetry_operations_read_failures_total",
  buildInfo: "alxderia_build_info",
} as const;

export const LABEL = {
  route: "route",
  method: "method",
  statusClass: "status_class",
  query: "query",
  source: "source",
  result: "result",
  table: "table",
  reason: "reason",
  provider: "provider",
  secret: "secret",
} as const;

/** The route of the health check, which the objectives for everything else leave out. */
export const HEALTH_ROUTE = "/api/health";

/** The label of every address that is none of the product's routes. */
export const UNMATCHED_ROUTE = "unmatched";

/** The label of files that browsers load. */
export const ASSETS_ROUTE = "assets";

/** Methods that have a label of their own; any other is `_OTHER`, as the semantic conventions say. */
export const HTTP_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
export const OTHER_METHOD = "_OTHER";

/** Names of spans; those of requests are `<method> <route>` and those of statements the statement's own name. */
export const SPAN = {
  loader: "loader",
  action: "action",
  poolWait: "pool wait",
  transaction: "transaction",
  ingest: "ingest",
  ingestScope: "ingest scope",
  ingestPhase: "ingest phase",
} as const;

export const ATTRIBUTE = {
  httpRequestMethod: "http.request.method",
  httpResponseStatusCode: "http.response.status_code",
  httpRoute: "http.route",
  urlScheme: "url.scheme",
  urlPath: "url.path",
  errorType: "error.type",
  dbSystemName: "db.system.name",
  dbOperationName: "db.operation.name",
  dbQuerySummary: "db.query.summary",
  dbResponseStatusCode: "db.response.status_code",
  dbResponseReturnedRows: "db.response.returned_rows",
  dbPoolName: "db.client.connection.pool.name",
  ingestScope: "alxderia.ingest.scope",
  ingestPhase: "alxderia.ingest.phase",
  ingestComplete: "alxderia.ingest.complete",
  ingestRead: "alxderia.ingest.records.read",
  ingestRejected: "alxderia.ingest.records.rejected",
  ingestAdded: "alxderia.ingest.rows.added",
  ingestUpdated: "alxderia.ingest.rows.updated",
  ingestClosed: "alxderia.ingest.rows.closed",
} as const;

/** Messages of log lines that log-based metrics and alarms count. */
export const LOG_MESSAGE = {
  request: "request",
  runtimeSnapshot: "runtime snapshot",
  healthCheckFailed: "health check failed",
  secretAccess: "secret.access",
  historySealed: "history.sealed",
  historyVerified: "history.verified",
  historyDamaged: "history.damaged",
  auditEntry: "audit.entry",
} as const;
