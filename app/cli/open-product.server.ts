import { migrate } from "../../schema/migrate.server.ts";
import { type Config, type ConfigOverrides, readConfig } from "../config.server.ts";
import { withSecretInUrl } from "../db/connect-with-secret.ts";
import { createDatabase, type Database, type DatabaseObserver } from "../db/database.server.ts";
import { joinEmbeddedPostgres } from "../db/embedded/embedded-postgres.server.ts";
import { NO_TENANT } from "../model/no-tenant.ts";
import type { SecretAccess } from "../secrets/secrets.server.ts";
import { listTenants, type Tenant } from "../store/tenants.server.ts";
import { UsageError } from "./exit.ts";
import { leaveOnSignal } from "./leave-on-signal.ts";
import { type OpenSecrets, withSecrets } from "./open-secrets.server.ts";
import type { Progress } from "./progress.ts";

export type Product = OpenSecrets & {
  config: Config;
  database: Database;
  /** As the product connects, for those who need sessions of their own; without the password where that is a secret. */
  appUrl: string;
  /** For migrations, backups and checks. */
  ownerUrl: string;
  embedded: boolean;
};

type Options = {
  progress: Progress;
  /** Connections at most; the operations guide's 10 by default. */
  max?: number;
  /** Migrate also a database that is not embedded. */
  migrate?: boolean;
  /** Stop the embedded server on leaving, also under a keeper of `db url`. */
  stop?: boolean;
  overrides?: ConfigOverrides;
  /** Told of every statement, for the metrics of a process that serves them. */
  observer?: DatabaseObserver;
  /** Told of every access to a secret; failures become lines on stderr without it. */
  onSecretAccess?: (access: SecretAccess) => void;
  /** What a signal does instead of ending the command; false lets it end. */
  onSignal?: () => boolean;
};

/** Lends the database in use: the one of DATABASE_URL, or the embedded one, started and migrated when needed. */
export async function withProduct<Result>(
  options: Options,
  work: (product: Product) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(options.overrides);
  return withSecrets(config, options.onSecretAccess, (opened) => openProduct(config, options, opened, work));
}

async function openProduct<Result>(
  config: Config,
  options: Options,
  opened: OpenSecrets,
  work: (product: Product) => Promise<Result>,
): Promise<Result> {
  const report = options.progress.report;
  const { password } = opened;
  const open = (url: string) =>
    createDatabase(url, {
      password,
      ...(options.max ? { max: options.max } : {}),
      ...(options.observer ? { observer: options.observer } : {}),
    });
  if (config.databaseUrl !== null) {
    if (options.migrate) await withSecretInUrl(config.databaseUrl, password, (url) => migrateIfOwner(url, report));
    const database = open(config.databaseUrl);
    const forgetSignals = leaveOnSignal(async () => {}, options.onSignal);
    try {
      return await work({
        ...opened,
        config,
        database,
        appUrl: config.databaseUrl,
        ownerUrl: config.databaseUrl,
        embedded: false,
      });
    } finally {
      await database.close();
      forgetSignals();
    }
  }
  const server = await joinEmbeddedPostgres(config.dataDir, { onProgress: report });
  const leave = () => server.leave({ stop: options.stop ?? false });
  const forgetSignals = leaveOnSignal(leave, options.onSignal);
  let database: Database | undefined;
  try {
    await migrate(server.ownerUrl, { onProgress: report });
    database = open(server.appUrl);
    const urls = { appUrl: server.appUrl, ownerUrl: server.ownerUrl };
    return await work({ ...opened, ...urls, config, database, embedded: true });
  } finally {
    await database?.close();
    await leave();
    forgetSignals();
  }
}

/** The product's own login owns nothing: where it is used, whoever owns the schema migrates it (`alxderia migrate`). */
async function migrateIfOwner(url: string, report: (message: string) => void): Promise<void> {
  try {
    await migrate(url, { onProgress: report });
  } catch (error) {
    const mayNot = (error as { code?: string }).code === "42501";
    if (!mayNot) throw error;
  }
}

/** The tenant that commands mean when none is named. */
export const DEFAULT_TENANT = "default";

/**
 * @param slug as given by --tenant; without it `default`, or the only tenant there is
 * @throws UsageError naming the tenants that exist
 */
export async function findTenant(database: Database, slug: string | undefined): Promise<Tenant> {
  const tenants = await listTenants(database);
  const wanted = slug ?? DEFAULT_TENANT;
  const found = tenants.find((tenant) => tenant.slug === wanted);
  if (found) return found;
  if (slug === undefined && tenants.length === 1 && tenants[0]) return tenants[0];
  if (tenants.length === 0 && slug === undefined) return { id: NO_TENANT, slug: DEFAULT_TENANT };
  const names = tenants.map((tenant) => tenant.slug).join(", ") || "none yet; ingest a bundle first";
  throw new UsageError(`there is no tenant ${JSON.stringify(wanted)}. Tenants: ${names}`);
}
