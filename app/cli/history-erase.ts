import { userInfo } from "node:os";
import { Command } from "commander";
import { createDatabase } from "../db/database.server.ts";
import { findPersonName } from "../queries/person-ids.server.ts";
import { eraseEverywhere } from "../sync/erase-person.server.ts";
import { UsageError } from "./exit.ts";
import { findTenant, withProduct } from "./open-product.server.ts";
import { openSealingToWithdraw } from "./open-sealing.server.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";
import { readReason } from "./slo-override.ts";

const LONGEST_REASON = 500;
const AFTERWARDS =
  "The next ingest brings the person back if a source still lists them: remove them there first. Backups, evidence packs " +
  "and the server's log are not touched.\n";

type Options = { person: string; reason: string; dryRun?: boolean; tenant?: string; json?: boolean };

export function historyEraseCommand(): Command {
  return new Command("erase")
    .description(
      "Erases who a person is: from records, history, audit log, spans and questions; the chain stays whole.",
    )
    .requiredOption("--person <who>", "e-mail or id")
    .requiredOption("--reason <text>", "why, such as the request's number; it is signed and audited: name nobody in it")
    .option("--dry-run", "says what would be replaced where, and changes nothing")
    .option("--tenant <slug>", "organisation")
    .option("--json", "prints JSON")
    .action(async (options: Options) => {
      const reason = readReason("--reason", options.reason, LONGEST_REASON);
      const dryRun = options.dryRun === true;
      const progress = createProgress();
      await withProduct({ progress, max: 3 }, async (product) => {
        const { database, ownerUrl, password } = product;
        const tenant = await findTenant(database, options.tenant);
        const scope = { tenantId: tenant.id, role: "analyst" as const };
        const person = await database.read(scope, (tx) => findPersonName(tx, options.person));
        if (person === null) {
          throw new UsageError(`there is no person ${JSON.stringify(options.person)}; give an e-mail or an id`);
        }
        const sealing = await openSealingToWithdraw(product);
        const owner = createDatabase(ownerUrl, { password, max: 2 });
        try {
          progress.report("looking for what says who the person is");
          const { words, tables } = await eraseEverywhere(sealing, owner, {
            ...{ tenantId: tenant.id, personId: person.id, reason, dryRun },
            ...{ actor: `cli:${userInfo().username}`, now: new Date() },
          });
          progress.end();
          if (options.json) return await writeJson({ personId: person.id, dryRun, words, tables });
          const rows = tables.map(({ table, rows }) => `  ${table}: ${rows} rows\n`).join("");
          const said = dryRun ? "would be replaced" : "were replaced";
          await writeOut(`${words.length} words ${said} (${words.join(", ")}), in\n${rows}${AFTERWARDS}`);
        } finally {
          await owner.close();
        }
      });
    });
}
