import { destination } from "pino";
import { LOG_MESSAGE } from "../../telemetry/conventions.ts";
import type { Config } from "../config.server.ts";
import type { Log } from "../http/context.ts";
import { createLog } from "../log.ts";
import type { SecretValue } from "../model/secret-value.ts";
import { createSecrets, type SecretAccess, type Secrets } from "../secrets/secrets.server.ts";

export type OpenSecrets = {
  secrets: Secrets;
  /** The password of DATABASE_URL, where it is a secret. */
  password: SecretValue | null;
};

/**
 * Lends the secrets that the configuration names. Nothing is fetched before it is needed.
 * @param onAccess told of every access; by default failures become lines on stderr
 */
export async function withSecrets<Result>(
  config: Config,
  onAccess: ((access: SecretAccess) => void) | undefined,
  work: (opened: OpenSecrets) => Promise<Result>,
): Promise<Result> {
  const secrets = createSecrets({
    endpoint: config.secretsEndpoint,
    onAccess: onAccess ?? ((access) => logSecretAccess(logOfCommands(config), access)),
  });
  const { databaseSecret } = config;
  try {
    return await work({
      secrets,
      password: databaseSecret === null ? null : secrets.open("database", databaseSecret),
    });
  } finally {
    secrets.close();
  }
}

/** The line that the alarms listen for. */
export function logSecretAccess(log: Log, { secret, fault, seconds }: SecretAccess): void {
  const duration = { duration_ms: Math.round(seconds * 10_000) / 10 };
  if (fault === null) log.info({ secret, outcome: "success", ...duration }, LOG_MESSAGE.secretAccess);
  else log.error({ secret, outcome: "failure", fault, ...duration }, LOG_MESSAGE.secretAccess);
}

/** What a command prints is its result; the log of a job, such as the migration of a deployment, is its stderr. */
function logOfCommands({ googleProject }: Config): Log {
  return createLog({ level: "warn", googleProject }, destination({ dest: 2, sync: true }));
}
