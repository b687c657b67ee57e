import path from "node:path";
import { z } from "zod";
import { ConfigError } from "./config/config-error.ts";
import {
  findSignInFaults,
  LOOPBACK_HOSTS,
  readSignIn,
  SIGN_IN_KEYS,
  type SignInConfig,
} from "./config/sign-in-keys.ts";
import { LLM_PROVIDERS, type LlmProviderName } from "./model/llm-providers.ts";
import { parseSecretName, SECRET_NAME_FORM, SECRET_STORES, type SecretName } from "./model/secret-name.ts";
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
const llmProvider = z.enum(LLM_PROVIDERS);
const text = z.string().min(1).max(500).optional();
const address = z.url({ protocol: /^https?$/, error: "must be an address such as https://api.example" }).optional();

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
  ...SIGN_IN_KEYS,
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
  HISTORY_SIGNING_KEY: z.string().min(1).optional(),
  HISTORY_TRUSTED_KEYS: z.string().min(1).optional(),
  HISTORY_SEALS_FILE: z.string().min(1).optional(),
  HISTORY_KEEP_MONTHS: z.coerce.number().int().min(1).max(1_200).optional(),
  AUDIT_KEEP_MONTHS: z.coerce.number().int().min(1).max(1_200).optional(),
  LLM_PROVIDER: llmProvider.default("anthropic"),
  LLM_API_KEY: text,
  LLM_MODEL: text,
  LLM_BASE_URL: address,
  LLM_FALLBACK_PROVIDER: llmProvider.optional(),
  LLM_FALLBACK_API_KEY: text,
  LLM_FALLBACK_MODEL: text,
  LLM_FALLBACK_BASE_URL: address,
  LLM_DAILY_TOKENS: z.coerce.number().int().min(0).default(500_000),
  SECRETS_PROVIDER: z.enum(SECRET_STORES).optional(),
  SECRETS_ENDPOINT: address,
  DATABASE_SECRET: text,
  LLM_API_KEY_SECRET: text,
  LLM_FALLBACK_API_KEY_SECRET: text,
});

type Values = z.output<typeof Environment>;

/** One language model that may be asked. */
export type LlmConfig = Readonly<{
  provider: LlmProviderName;
  /** The key, or where it is kept. */
  apiKey: string | SecretName;
  /** Null means the provider's usual one here. */
  model: string | null;
  /** Null means the provider's own address. */
  baseUrl: string | null;
}>;

const DEFAULT_METRICS_PORT = 9464;

export type Config = Readonly<{
  environment: "development" | "production" | "test";
  /** Null means the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | null;
  /** Where the password of `databaseUrl` is kept; null means that the connection string has it. */
  databaseSecret: SecretName | null;
  /** Address of the store of secrets; null means the provider's own. */
  secretsEndpoint: string | null;
  dataDir: string;
  port: number;
  /** `given` tells whether somebody asked for this very port; `host` is never more than this machine. */
  metricsPort: Readonly<{ port: number; given: boolean; host: string }>;
  host: string;
  sessionSecret: string | null;
  /** Null means that whoever reaches the machine chooses a role. */
  signIn: SignInConfig<string | SecretName> | null;
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
  /** What seals the history, docs/history.md. */
  history: Readonly<{
    /** Ed25519 private key as PEM; null means the one kept in `folder`. */
    signingKey: string | null;
    /** Public keys of seals made before, as PEM. */
    trustedKeys: string | null;
    folder: string;
    /** Where seals are published. */
    sealsFile: string;
  }>;
  /** Whole months of each log that retention keeps; null keeps everything. */
  keepMonths: Readonly<{ entity_history: number | null; audit_log: number | null }>;
  /** In the order in which they are asked; none without a key. */
  llms: readonly LlmConfig[];
  /** Tokens that all questions of a tenant together may cost a day (UTC). */
  llmDailyTokens: number;
}>;

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
  const issues = result.error?.issues.map(({ path: [key], message }) => ({ key: String(key), message })) ?? [];
  const faults = [...issues, ...findSignInFaults(given)];
  if (!result.success || faults.length > 0) {
    const lines = faults.map(({ key, message }) => `  ${describeKey(key, given[key])}: ${message}`);
    throw new ConfigError(`bad configuration; mend these keys of the environment:\n${lines.join("\n")}`);
  }
  const values = result.data;
  return Object.freeze({
    environment: values.NODE_ENV,
    databaseUrl: values.DATABASE_URL ?? null,
    databaseSecret: readDatabaseSecret(values),
    secretsEndpoint: values.SECRETS_ENDPOINT ?? null,
    dataDir: path.resolve(values.ALXDERIA_DATA_DIR),
    port: values.PORT,
    metricsPort: {
      port: values.METRICS_PORT ?? DEFAULT_METRICS_PORT,
      given: values.METRICS_PORT !== undefined,
      host: LOOPBACK_HOSTS.includes(values.HOST) ? values.HOST : "127.0.0.1",
    },
    host: values.HOST,
    sessionSecret: values.SESSION_SECRET ?? null,
    signIn: readSignIn(values, readKey(values, "OIDC_CLIENT_SECRET")),
    logLevel: values.LOG_LEVEL ?? null,
    revision: values.ALXDERIA_REVISION,
    googleProject: values.GOOGLE_CLOUD_PROJECT ?? null,
    prometheusUrl: values.PROMETHEUS_URL ?? null,
    tracesUrl: values.TRACES_URL ?? null,
    history: {
      signingKey: values.HISTORY_SIGNING_KEY ?? null,
      trustedKeys: values.HISTORY_TRUSTED_KEYS ?? null,
      folder: path.resolve(values.ALXDERIA_DATA_DIR, "history"),
      sealsFile: path.resolve(values.HISTORY_SEALS_FILE ?? path.join(values.ALXDERIA_DATA_DIR, "history/seals.jsonl")),
    },
    keepMonths: { entity_history: values.HISTORY_KEEP_MONTHS ?? null, audit_log: values.AUDIT_KEEP_MONTHS ?? null },
    llms: readLlms(values),
    llmDailyTokens: values.LLM_DAILY_TOKENS,
  });
}

function describeKey(key: string, value: string | undefined): string {
  if (value === undefined) return key;
  return `${key} = ${SECRET.test(key) ? "(hidden)" : JSON.stringify(value)}`;
}

function readLlms(values: Values): LlmConfig[] {
  const secondKey = readKey(values, "LLM_FALLBACK_API_KEY");
  const second = values.LLM_FALLBACK_PROVIDER;
  if ((second === undefined) !== (secondKey === undefined)) {
    throw new ConfigError(
      "bad configuration: LLM_FALLBACK_PROVIDER and LLM_FALLBACK_API_KEY (or its _SECRET) go together; set both or none",
    );
  }
  const first = llmOf(values.LLM_PROVIDER, readKey(values, "LLM_API_KEY"), values.LLM_MODEL, values.LLM_BASE_URL);
  const other = llmOf(second, secondKey, values.LLM_FALLBACK_MODEL, values.LLM_FALLBACK_BASE_URL);
  if (first === null && other !== null) {
    throw new ConfigError(
      "bad configuration: LLM_FALLBACK_API_KEY is there and LLM_API_KEY is not; set the first one first",
    );
  }
  return [first, other].filter((llm) => llm !== null);
}

function llmOf(
  provider: LlmProviderName | undefined,
  apiKey: string | SecretName | undefined,
  model: string | undefined,
  baseUrl: string | undefined,
): LlmConfig | null {
  if (provider === undefined || apiKey === undefined) return null;
  return Object.freeze({ provider, apiKey, model: model ?? null, baseUrl: baseUrl ?? null });
}

/** A secret, as it is or by its name. */
function readKey(
  values: Values,
  key: "LLM_API_KEY" | "LLM_FALLBACK_API_KEY" | "OIDC_CLIENT_SECRET",
): string | SecretName | undefined {
  const name = readSecretName(values, `${key}_SECRET`);
  if (name !== null && values[key] !== undefined) {
    throw new ConfigError(`bad configuration: ${key} and ${key}_SECRET are both there; set one of them`);
  }
  return name ?? values[key];
}

function readDatabaseSecret(values: Values): SecretName | null {
  const name = readSecretName(values, "DATABASE_SECRET");
  if (name === null) return null;
  const url = URL.parse(values.DATABASE_URL ?? "");
  if (url === null) {
    throw new ConfigError(
      "bad configuration: DATABASE_SECRET needs a DATABASE_URL without password, postgres://user@host:5432/db",
    );
  }
  if (url.password !== "" || url.searchParams.has("password")) {
    throw new ConfigError(
      "bad configuration: DATABASE_SECRET is there and DATABASE_URL has a password too; take it out of DATABASE_URL",
    );
  }
  return name;
}

function readSecretName(
  values: Values,
  key: "DATABASE_SECRET" | "LLM_API_KEY_SECRET" | "LLM_FALLBACK_API_KEY_SECRET" | "OIDC_CLIENT_SECRET_SECRET",
): SecretName | null {
  const { [key]: given, SECRETS_PROVIDER: store } = values;
  if (given === undefined) return null;
  if (store === undefined) {
    throw new ConfigError(`bad configuration: ${key} needs SECRETS_PROVIDER; set it to aws or google`);
  }
  const name = parseSecretName(store, given, values.GOOGLE_CLOUD_PROJECT ?? null);
  if (name === null) throw new ConfigError(`bad configuration: ${key} ${SECRET_NAME_FORM[store]}`);
  return name;
}
