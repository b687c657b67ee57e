import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { listPendingMigrations, migrate } from "../../schema/migrate.server.ts";
import { readConfig } from "../config.server.ts";
import { withSecretInUrl } from "../db/connect-with-secret.ts";
import { joinEmbeddedPostgres } from "../db/embedded/embedded-postgres.server.ts";
import { keepEmbeddedPostgres } from "../db/embedded/keep-embedded.server.ts";
import { ensurePartitions } from "../store/partitions.server.ts";
import { withProduct } from "./open-product.server.ts";
import { withSecrets } from "./open-secrets.server.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";

/** How long the embedded server waits for `psql` and the like after `db url`, without any connection. */
const KEEP_IDLE_MS = 10 * 60_000;

export function migrateCommand(): Command {
  return new Command("migrate")
    .description("Applies the migrations that the database does not have yet.")
    .option("--dry-run", "lists them in order and applies nothing")
    .option("--json", "prints JSON")
    .action(async (options: { json?: boolean; dryRun?: boolean }) => {
      const progress = createProgress();
      const config = readConfig();
      const { databaseUrl, dataDir } = config;
      const onDatabase = <Result>(work: (url: string) => Promise<Result>) =>
        databaseUrl === null
          ? withEmbedded(dataDir, progress.report, work)
          : withSecrets(config, undefined, ({ password }) => withSecretInUrl(databaseUrl, password, work));
      if (options.dryRun) {
        const { pending, total } = await onDatabase((url) => listPendingMigrations(url));
        progress.end();
        if (options.json) await writeJson({ pending, total });
        else if (pending.length === 0) await writeOut(`nothing to do: all ${total} migrations are applied\n`);
        else await writeOut(`${pending.join("\n")}\n`);
        return;
      }
      const result = await onDatabase((url) => migrate(url, { onProgress: progress.report }));
      progress.end();
      if (options.json) await writeJson(result);
      else if (result.applied.length === 0)
        await writeOut(`nothing to do: all ${result.total} migrations are applied\n`);
      else await writeOut(`applied ${result.applied.length} of ${result.total} migrations\n`);
    });
}

async function withEmbedded<Result>(
  dataDir: string,
  report: (message: string) => void,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = await joinEmbeddedPostgres(dataDir, { onProgress: report });
  try {
    return await work(server.ownerUrl);
  } finally {
    await server.leave();
  }
}

export function partitionsCommand(): Command {
  return new Command("partitions").description("Partitions of audit_log and entity_history.").addCommand(
    new Command("ensure")
      .description("Makes the partitions of the running period and the next three.")
      .option("--json", "prints JSON")
      .action(async (options: { json?: boolean }) => {
        const progress = createProgress();
        await withProduct({ progress, max: 2 }, async ({ database }) => {
          const names = await ensurePartitions(database);
          progress.end();
          if (options.json) await writeJson({ made: names });
          else await writeOut(names.length === 0 ? "all partitions are there\n" : `made ${names.join(", ")}\n`);
        });
      }),
  );
}

export function dbCommand(): Command {
  return new Command("db")
    .description("The database in use.")
    .addCommand(
      new Command("url")
        .description("Prints the owner's connection string, for psql, backups and checks.")
        .option("--json", "prints JSON")
        .action(async (options: { json?: boolean }) => {
          const progress = createProgress();
          await withProduct({ progress, max: 2 }, async ({ ownerUrl, password, embedded }) => {
            progress.end();
            if (embedded) await startKeeper();
            await withSecretInUrl(ownerUrl, password, async (url) => {
              if (options.json) await writeJson({ url });
              else await writeOut(`${url}\n`);
            });
          });
        }),
    )
    .addCommand(new Command("keep").description("Holds the embedded server while it is used.").action(keep), {
      hidden: true,
    });
}

// Without it the server would stop with the command that printed its address.
async function startKeeper(): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("../cli.ts", import.meta.url)), "db", "keep"], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => resolve());
    child.stdout?.once("data", () => resolve());
  });
  child.stdout?.destroy();
  child.unref();
}

async function keep(): Promise<void> {
  await keepEmbeddedPostgres(readConfig().dataDir, {
    idleMs: KEEP_IDLE_MS,
    onReady: () => process.stdout.write("ready\n"),
  });
  process.exit(0);
}
