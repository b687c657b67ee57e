import { Command } from "commander";
import { migrate } from "../../schema/migrate.server.ts";
import { createDatabase, type Database } from "../db/database.server.ts";
import { findContent } from "../history/replay-target.server.ts";
import { replayHistory } from "../sync/replay.server.ts";
import { UsageError } from "./exit.ts";
import { type Product, withProduct } from "./open-product.server.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress, type Progress } from "./progress.ts";
import { readMomentOption } from "./read-moment.ts";

export function historyReplayCommand(): Command {
  return new Command("replay")
    .description("Rebuilds the current state, or that of a moment, from history alone in an empty database.")
    .requiredOption("--into <url>", "connection string of the empty database, as its owner")
    .option("--until <time>", "the state of this moment (ISO 8601, such as 2026-11-27T09:00:00Z)")
    .option("--json", "prints JSON")
    .action(async (options: { into: string; until?: string; json?: boolean }) => {
      const until = options.until === undefined ? null : readMomentOption("--until", options.until);
      const progress = createProgress();
      const tenants = await withProduct({ progress, max: 2 }, (product) =>
        withDatabases(product, options.into, progress, (source, target) =>
          replayHistory(source, target, { until, onProgress: progress.report }),
        ),
      );
      progress.end();
      if (options.json) await writeJson({ until, tenants });
      else if (tenants.length === 0) await writeOut("nothing to replay: there was no tenant\n");
      for (const { slug, events, records, accessRows } of options.json ? [] : tenants) {
        await writeOut(
          `${slug}: ${events} events verified, ${records} records rebuilt, ${accessRows} rows of effective access\n`,
        );
      }
    });
}

/** Lends both databases as their owners see them, the target migrated. @throws UsageError when it is not empty */
async function withDatabases<Result>(
  { ownerUrl, password }: Pick<Product, "ownerUrl" | "password">,
  targetUrl: string,
  progress: Progress,
  work: (source: Database, target: Database) => Promise<Result>,
): Promise<Result> {
  const target = createDatabase(targetUrl, { max: 3 });
  const source = createDatabase(ownerUrl, { password, max: 3 });
  try {
    const found = await findContent(target);
    if (found !== null) {
      throw new UsageError(
        `the database of --into is not empty: it has ${found}. Make a new one (create database …) and name that; replay ` +
          "never writes over anything.",
      );
    }
    await migrate(targetUrl, { onProgress: progress.report });
    return await work(source, target);
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}
