import { Command } from "commander";
import { readConfig } from "../config.server.ts";
import { sealHistory } from "../history/seal-history.server.ts";
import { rotateSealingKey } from "../history/sealing-keys.server.ts";
import { listTenants } from "../store/tenants.server.ts";
import { UsageError } from "./exit.ts";
import { withProduct } from "./open-product.server.ts";
import { openSealing } from "./open-sealing.server.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";

/** `alxderia history seal` and `rotate-key`. */
export function historySealCommands(): Command[] {
  return [sealCommand(), rotateCommand()];
}

function sealCommand(): Command {
  return new Command("seal")
    .description(
      "Seals what was written since the last seal, and publishes the seals. The web process does so every minute.",
    )
    .option("--json", "prints JSON")
    .action(async (options: { json?: boolean }) => {
      const progress = createProgress();
      await withProduct({ progress, max: 2 }, async ({ config, database }) => {
        const sealing = await openSealing(config, database);
        const done = { rows: 0, seals: 0 };
        for (const { id, slug } of await listTenants(database)) {
          progress.report(`sealing ${slug}`);
          const { rows, seals } = await sealHistory(sealing, id);
          done.rows += rows;
          done.seals += seals;
        }
        progress.end();
        if (options.json) await writeJson(done);
        else if (done.seals === 0) await writeOut("nothing to seal: every row has its seal\n");
        else
          await writeOut(`sealed ${done.rows} rows by ${done.seals} seals, published in ${config.history.sealsFile}\n`);
      });
    });
}

function rotateCommand(): Command {
  return new Command("rotate-key")
    .description("Makes a new key for seals in the data directory; seals of the old one stay valid.")
    .action(async () => {
      const { history } = readConfig();
      if (history.signingKey !== null) {
        throw new UsageError(
          "the key is given by HISTORY_SIGNING_KEY: make a new one there, and add the old one's public half to HISTORY_TRUSTED_KEYS",
        );
      }
      await writeOut(`new key ${await rotateSealingKey(history.folder)} in ${history.folder}\n`);
    });
}
