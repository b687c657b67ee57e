import { SERVICE_NAME } from "./conventions.ts";
import { INSTANCE_ID } from "./instance.ts";

/** Longest time that the end of the process waits for the last spans to be taken; a collector gone takes 8 s. */
const FLUSH_WITHIN_MS = 2_000;

let shutDown: (() => Promise<void>) | null = null;

/**
 * Starts OpenTelemetry when the environment names an exporter, by the standard OTEL_* variables
 * (https://opentelemetry.io/docs/languages/sdk-configuration/); otherwise loads nothing at all.
 * Must run before anything that is instrumented is loaded.
 */
export async function startTracing(environment: NodeJS.ProcessEnv): Promise<void> {
  if (!isExporterSet(environment)) return;
  const defaults = {
    OTEL_SERVICE_NAME: SERVICE_NAME,
    OTEL_METRICS_EXPORTER: "none",
    OTEL_LOGS_EXPORTER: "none",
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    // The detector of processes adds the user's name and the command line, which holds what was asked.
    OTEL_NODE_RESOURCE_DETECTORS: "env,host",
    // The SDK of Anthropic sends a traceparent of its own; a second one beside undici's makes receivers drop both.
    ANTHROPIC_OPEN_TELEMETRY_PROPAGATION: "false",
  };
  for (const [key, value] of Object.entries(defaults)) environment[key] ||= value;
  const resource = [
    `service.instance.id=${INSTANCE_ID}`,
    `process.runtime.version=${process.versions.node}`,
    // The environment's own attributes come last and win.
    environment.OTEL_RESOURCE_ATTRIBUTES ?? "",
  ];
  environment.OTEL_RESOURCE_ATTRIBUTES = resource.filter(Boolean).join(",");
  const [{ NodeSDK }, { getNodeAutoInstrumentations }] = await Promise.all([
    import("@opentelemetry/sdk-node"),
    import("@opentelemetry/auto-instrumentations-node"),
  ]);
  // What earns its cost is written down in docs/observability.md; requests and statements are traced by the product.
  environment.OTEL_NODE_ENABLED_INSTRUMENTATIONS ||= "http,undici";
  const sdk = new NodeSDK({
    instrumentations: getNodeAutoInstrumentations({
      // Outbound calls are part of a trace that is kept, never a trace of their own.
      "@opentelemetry/instrumentation-http": {
        disableIncomingRequestInstrumentation: true,
        requireParentforOutgoingSpans: true,
      },
      "@opentelemetry/instrumentation-undici": { requireParentforSpans: true },
    }),
  });
  sdk.start();
  shutDown = () => sdk.shutdown();
}

/**
 * The last act of a process: sends what is left, within a bound, and then ends the process if that was too short. A
 * collector that is away is no reason to end with an error.
 */
export async function stopTracing(): Promise<void> {
  const stop = shutDown;
  shutDown = null;
  if (stop === null) return;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, FLUSH_WITHIN_MS, "late");
  });
  const end = await Promise.race([stop().catch(() => {}), patience]);
  clearTimeout(timer);
  // What the exporter still tries, for up to 10 s, would keep the process from ending. The exit code is set already.
  if (end === "late") process.exit();
}

function isExporterSet(environment: NodeJS.ProcessEnv): boolean {
  if (environment.OTEL_SDK_DISABLED?.toLowerCase() === "true") return false;
  const named = environment.OTEL_TRACES_EXPORTER;
  if (named) return named !== "none";
  return Boolean(environment.OTEL_EXPORTER_OTLP_ENDPOINT || environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
}
