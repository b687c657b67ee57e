import path from "node:path";
import { z } from "zod";
import { describeTemplateFault } from "./model/trace-links.ts";

const port = z.coerce.number().int().min(0).max(65_535);

function isPrometheusAddress(given: string): boolean {
  const url = URL.parse(given);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  try {
    decodeURIComponent(`${url.username}${url.password}`);
    return true;
  } catch {
    return false;
  }
}

/** Every key that the product reads from the environment. */
const Environment = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  DATABASE_URL: z
    .string()
    .regex(
      /^postgres(ql)?:\/\//,
      "must be a PostgreSQL connection string such as postgres://user:password@host:5432/db",
    )
    .optional(),
  ALXDERIA_DATA_DIR: z.string().min(1).default(".alxderia"),
  PORT: port.default(3000),
  METRICS_PORT: port.optional(),
  HOST: z.enum(["127.0.0.1", "::1", "localhost"]).default("127.0.0.1"),
  SESSION_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).optional(),
  ALXDERIA_REVISION: z.string().min(1).max(80).default("unknown"),
  GOOGLE_CLOUD_PROJECT: z.string().min(1).optional(),
  PROMETHEUS_URL: z
    .string()
    .refine(isPrometheusAddress, "must be an address such as http://127.0.0.1:9090, user and password percent-encoded")
    .optional(),
  TRACES_URL: z
    .string()
    .superRefine((given, context) => {
      const fault = describeTemplateFault(given);
      if (fault !== null) context.addIssue({ code: "custom", message: fault });
    })
    .optional(),
});

const DEFAULT_METRICS_PORT = 9464;

export type Config = Readonly<{
  environment: "development" | "production" | "test";
  /** Null means the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | null;
  dataDir: string;
  port: number;
  /** `given` tells whether somebody asked for this very port. */
  metricsPort: Readonly<{ port: number; given: boolean }>;
  host: string;
  sessionSecret: string | null;
  /** Null means the default of where the lines go. */
  logLevel: "debug" | "info" | "warn" | "error" | null;
  /** Commit that the image was built from. */
  revision: string;
  /** Project in which Cloud Logging finds traces; null outside Google Cloud. */
  googleProject: string | null;
  /** Prometheus that the error budgets are counted by, perhaps with user and password; null means the database. */
  prometheusUrl: string | null;
  /** Template of links to traces (model/trace-links.ts). */
  tracesUrl: string | null;
}>;

/** The environment cannot be used; the message names every bad key, what was given and what is allowed. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

// Values of these never appear in a message.
const SECRET = /SECRET|PASSWORD|KEY|TOKEN|URL/;

/** Values of a command line's options; each beats the environment's. */
export type ConfigOverrides = Readonly<Record<string, string | undefined>>;

/**
 * The only reader of the environment. An empty value counts as unset.
 * @throws ConfigError naming every bad key at once
 */
export function readConfig(overrides: ConfigOverrides = {}): Config {
  const environment: NodeJS.ProcessEnv = { ...process.env };
  for (const [key, value] of Object.entries(overrides)) if (value !== undefined) environment[key] = value;
  const given = Object.fromEntries(
    Object.keys(Environment.shape).map((key) => [key, environment[key] === "" ? undefined : environment[key]]),
  );
  const result = Environment.safeParse(given);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => {
      const key = String(issue.path[0]);
      const value = SECRET.test(key) ? "(hidden)" : JSON.stringify(given[key]);
      return `  ${key} = ${value}: ${issue.message}`;
    });
    throw new ConfigError(`bad configuration; mend these keys of the environment:\n${lines.join("\n")}`);
  }
  const values = result.data;
  return Object.freeze({
    environment: values.NODE_ENV,
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: path.resolve(values.ALXDERIA_DATA_DIR),
    port: values.PORT,
    metricsPort: { port: values.METRICS_PORT ?? DEFAULT_METRICS_PORT, given: values.METRICS_PORT !== undefined },
    host: values.HOST,
    sessionSecret: values.SESSION_SECRET ?? null,
    logLevel: values.LOG_LEVEL ?? null,
    revision: values.ALXDERIA_REVISION,
    googleProject: values.GOOGLE_CLOUD_PROJECT ?? null,
    prometheusUrl: values.PROMETHEUS_URL ?? null,
    tracesUrl: values.TRACES_URL ?? null,
  });
}
