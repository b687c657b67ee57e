import path from "node:path";
import { Command } from "commander";
import type { Database } from "../db/database.server.ts";
import { writeEvidence } from "../history/evidence.server.ts";
import { findRecordsOfPerson, findRecordsOfResource } from "../history/evidence-records.server.ts";
import { sealHistory } from "../history/seal-history.server.ts";
import type { LogRow } from "../history/sealed-log.ts";
import { listPersonIds } from "../queries/person-ids.server.ts";
import { listResourceNodeIds } from "../queries/resource-ids.server.ts";
import { UsageError } from "./exit.ts";
import { findTenant, withProduct } from "./open-product.server.ts";
import { openSealing } from "./open-sealing.server.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";
import { readMomentOption } from "./read-moment.ts";

type Options = { person?: string; resource?: string; range?: string; output: string; tenant?: string; json?: boolean };

export function historyExportCommand(): Command {
  return new Command("export")
    .description(
      "Writes an evidence pack: rows, proofs and seals, and a program that checks them with nothing but Node.",
    )
    .option("--person <who>", "e-mail or id: the records behind what the person reaches")
    .option("--resource <which>", "id or node: its grants, and the memberships of whoever reaches it")
    .option("--range <from..to>", "everything written between two times, such as 2026-11-01..2026-12-01 (UTC)")
    .requiredOption("--output <folder>", "a new folder")
    .option("--tenant <slug>", "organisation")
    .option("--json", "prints JSON")
    .action(async (options: Options) => {
      const chosen = [options.person, options.resource, options.range].filter((one) => one !== undefined);
      if (chosen.length !== 1) throw new UsageError("name one of --person, --resource and --range");
      const progress = createProgress();
      await withProduct({ progress, max: 3 }, async ({ config, database }) => {
        const tenant = await findTenant(database, options.tenant);
        const sealing = await openSealing(config, database);
        // What is not sealed cannot be proved.
        await sealHistory(sealing, tenant.id);
        const folder = path.resolve(options.output);
        const told = await writeEvidence(
          { database, trusted: sealing.keys.trusted },
          {
            tenantId: tenant.id,
            ...(await choose(database, tenant.id, options)),
            folder,
            onProgress: (message) => progress.report(message),
          },
        );
        progress.end();
        if (options.json) await writeJson({ ...told, folder });
        else
          await writeOut(`${told.rows} rows in ${folder}; check them with: node ${path.join(folder, "verify.mjs")}\n`);
      });
    });
}

type Choice = { about: string; wants: (row: LogRow) => boolean };

async function choose(database: Database, tenantId: string, { person, resource, range }: Options): Promise<Choice> {
  if (range !== undefined) {
    const [from, to] = readRange(range);
    return {
      about: `everything from ${range.replace("..", " to ")}`,
      wants: ({ at }) => BigInt(at) >= from && BigInt(at) < to,
    };
  }
  const records = await database.read({ tenantId, role: "analyst" }, async (tx) => {
    if (person !== undefined) {
      const [id] = await listPersonIds(tx, person);
      if (id === undefined)
        throw new UsageError(`there is no person ${JSON.stringify(person)}; give an e-mail or an id`);
      return findRecordsOfPerson(tx, id);
    }
    const [id] = await listResourceNodeIds(tx, resource ?? "");
    if (id === undefined) throw new UsageError(`there is no resource ${JSON.stringify(resource)}; give its id`);
    return findRecordsOfResource(tx, id);
  });
  const about = person === undefined ? `the resource ${resource}` : `the person ${person}`;
  return { about, wants: ({ subject }) => subject !== null && records.has(subject) };
}

function readRange(given: string): [bigint, bigint] {
  const [from = "", to = "", ...rest] = given.split("..");
  const [start, end] = [from, to].map((text) => BigInt(Date.parse(readMomentOption("--range", text))) * 1000n) as [
    bigint,
    bigint,
  ];
  if (rest.length > 0 || start >= end) {
    throw new UsageError(`--range ${JSON.stringify(given)} is none; write it as 2026-11-01..2026-12-01`);
  }
  return [start, end];
}
