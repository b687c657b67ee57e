import { spawn } from "node:child_process";
import path from "node:path";
import { Command } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { INSTANCE_ID } from "../../telemetry/instance.ts";
import { createInstruments } from "../../telemetry/instruments.ts";
import { stopTracing } from "../../telemetry/tracing.server.ts";
import { readConfig } from "../config.server.ts";
import type { Database } from "../db/database.server.ts";
import { generateOrganisation } from "../demo/generate.server.ts";
import { DEMO_STORIES } from "../demo/stories.ts";
import { createLog } from "../log.ts";
import { findOverview } from "../queries/overview.server.ts";
import type { SecretAccess } from "../secrets/secrets.server.ts";
import { ensurePartitions } from "../store/partitions.server.ts";
import { ensureTenant, listTenants } from "../store/tenants.server.ts";
import { ingest } from "../sync/ingest.server.ts";
import { type RunningServer, startServer } from "../web/server.ts";
import { UsageError } from "./exit.ts";
import { withProduct } from "./open-product.server.ts";
import { logSecretAccess } from "./open-secrets.server.ts";
import { createProgress, type Progress } from "./progress.ts";

const DEMO_TENANT = "demo";
const DEMO_PEOPLE = 700;

type Options = { open: boolean; demo: boolean; dev?: boolean; port?: string; dataDir?: string };

export function startCommand(): Command {
  return new Command("start")
    .description("Starts the product; on an empty embedded database with a demo organisation.")
    .option("--port <port>", "port to listen on (PORT)")
    .option("--data-dir <dir>", "folder of the embedded database (ALXDERIA_DATA_DIR)")
    .option("--no-open", "does not open a browser")
    .option("--no-demo", "does not make the demo organisation")
    .option("--dev", "serves the pages from source, with hot reload")
    .action(async (options: Options) => {
      const overrides = { PORT: options.port, ALXDERIA_DATA_DIR: options.dataDir };
      // Until the server listens a signal just ends the command; then it asks for a graceful stop, and a second one ends it.
      let askToStop: (() => void) | null = null;
      const onSignal = () => {
        const ask = askToStop;
        askToStop = null;
        ask?.();
        return ask !== null;
      };
      const progress = createProgress();
      const { revision, logLevel, googleProject } = readConfig(overrides);
      const version = packageJson.version;
      const instruments = createInstruments({ version, revision, instance: INSTANCE_ID });
      // On a terminal the address is what people look for; only what went wrong comes between.
      const log = createLog({ level: logLevel ?? (process.stdout.isTTY ? "warn" : "info"), googleProject });
      const onSecretAccess = (access: SecretAccess) => {
        logSecretAccess(log, access);
        instruments.secretAccessed(access);
      };
      await withProduct(
        { progress, migrate: true, stop: true, overrides, onSignal, observer: instruments, onSecretAccess },
        async ({ config, database, appUrl, password, secrets, embedded }) => {
          if (embedded && options.demo) await prepareDemo(database, config.dataDir, progress);
          await ensurePartitions(database).catch((error: unknown) =>
            log.warn({ error }, "partitions could not be made; they are tried again in an hour"),
          );
          const server = await startServer({
            config,
            version,
            database,
            appUrl,
            password,
            secrets,
            instruments,
            log,
            dev: options.dev ?? false,
          });
          // Before anybody is told that it is ready: whoever waits for that may stop it at once.
          const stopped = new Promise<void>((resolve) => {
            askToStop = resolve;
          });
          progress.end();
          const url = config.signIn?.publicUrl ?? server.url;
          log.info({ url: server.url, metrics_url: server.metricsUrl ?? "", version, revision }, "ready");
          process.stderr.write(welcome({ ...server, url }, config.signIn === null && (await isDemo(database))));
          if (options.open && process.stdout.isTTY) openBrowser(url);
          await stopped;
          progress.report("stopping");
          log.info({}, "stopping");
          await server.stop();
          progress.end();
        },
      );
      log.info({}, "stopped");
      log.flush();
      await stopTracing();
      // Remix keeps a timer of nine seconds (entry.server.tsx) for each page that was served, which would keep the process
      // until the platforms end it by force, ten seconds after SIGTERM.
      process.exit();
    });
}

async function isDemo(database: Database): Promise<boolean> {
  return (await listTenants(database)).some((tenant) => tenant.slug === DEMO_TENANT);
}

/** Fills a database that holds nothing yet, by the ordinary ingest. A start that was cut short is made good. */
async function prepareDemo(database: Database, dataDir: string, progress: Progress): Promise<void> {
  const tenants = await listTenants(database);
  if (tenants.some(({ slug }) => slug !== DEMO_TENANT)) return;
  const [existing] = tenants;
  if (existing) {
    const overview = await database.read({ tenantId: existing.id, role: "analyst" }, findOverview);
    if (overview.access.refreshedAt !== null) return;
  }
  const out = path.join(dataDir, "demo-bundle");
  progress.report(`generating a demo organisation of ${DEMO_PEOPLE} people`);
  await generateOrganisation({ people: DEMO_PEOPLE, seed: 1, out });
  const tenant = await ensureTenant(database, DEMO_TENANT);
  const result = await ingest(database, {
    bundle: out,
    tenantId: tenant.id,
    actor: "system:demo",
    onProgress: (message) => progress.report(`demo organisation: ${message}`),
  });
  if (result.fileRejected)
    throw new UsageError(`the demo bundle in ${out} could not be read; remove the folder and start again`);
}

function welcome({ url, metricsUrl }: RunningServer, demo: boolean): string {
  const lines = ["", `Alxderia is ready: ${url}`, ...(metricsUrl ? [`Metrics: ${metricsUrl}/metrics`] : []), ""];
  if (demo) {
    lines.push("Sign in as `analyst` and try:");
    for (const story of DEMO_STORIES.slice(0, 4)) lines.push(`  - ${story.title}`);
  } else {
    lines.push("Bring in an export: npm run -s alxderia -- ingest <bundle>");
  }
  lines.push("", "Stop with Ctrl-C.", "");
  return `${lines.join("\n")}\n`;
}

function openBrowser(url: string): void {
  const command = process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer" : "xdg-open";
  const child = spawn(command, [url], { detached: true, stdio: "ignore" });
  // No browser to open is no reason to stop; the address is on the screen.
  child.on("error", () => {});
  child.unref();
}
