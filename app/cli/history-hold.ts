import { userInfo } from "node:os";
import { Command } from "commander";
import { type LegalHold, listHolds, placeHold, releaseHold } from "../history/legal-holds.server.ts";
import { isUuid } from "../model/filters.ts";
import { findPersonName } from "../queries/person-ids.server.ts";
import { UsageError } from "./exit.ts";
import { findTenant, withProduct } from "./open-product.server.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";
import { readMomentOption } from "./read-moment.ts";
import { readReason } from "./slo-override.ts";

const LONGEST_REASON = 500;

type Options = { tenant?: string; json?: boolean };
type PlaceOptions = Options & { reason: string; person?: string; from?: string; until?: string };

const actor = () => `cli:${userInfo().username}`;

/** `alxderia history hold`: what may be neither retired nor erased. */
export function historyHoldCommand(): Command {
  const command = new Command("hold").description("Legal holds: what may be neither retired nor erased.");
  for (const one of [placeCommand(), listCommand(), releaseCommand()]) command.addCommand(one);
  return command;
}

function placeCommand(): Command {
  return new Command("place")
    .description("Holds the rows of a time, or those about a person, or everything.")
    .requiredOption("--reason <text>", "why, such as the case's number; it is kept and audited")
    .option("--person <who>", "e-mail or id; everybody when left out")
    .option("--from <time>", "rows from this time on (ISO 8601, or a day of UTC)")
    .option("--until <time>", "rows before this time")
    .option("--tenant <slug>", "organisation")
    .option("--json", "prints JSON")
    .action((options: PlaceOptions) =>
      withTenant(options, async ({ database }, tenantId) => {
        const reason = readReason("--reason", options.reason, LONGEST_REASON);
        const [from, until] = (["from", "until"] as const).map((name) => {
          const given = options[name];
          return given === undefined ? null : readMomentOption(`--${name}`, given);
        });
        if (from && until && Date.parse(from) >= Date.parse(until))
          throw new UsageError("--from is not before --until");
        const { person } = options;
        const found =
          person === undefined
            ? null
            : await database.read({ tenantId, role: "analyst" }, (tx) => findPersonName(tx, person));
        if (person !== undefined && found === null) {
          throw new UsageError(`there is no person ${JSON.stringify(person)}; give an e-mail or an id`);
        }
        const hold = {
          reason,
          personId: found?.id ?? null,
          from: from ?? null,
          until: until ?? null,
          placedBy: actor(),
        };
        const id = await database.write({ tenantId, role: "ingest" }, (tx) => placeHold(tx, hold));
        if (options.json) await writeJson({ id });
        else await writeOut(`hold ${id} stands: nothing of it is retired or erased until it is released\n`);
      }),
    );
}

function listCommand(): Command {
  return new Command("list")
    .description("Lists holds, the released ones too.")
    .option("--tenant <slug>", "organisation")
    .option("--json", "prints JSON")
    .action((options: Options) =>
      withTenant(options, async ({ database }, tenantId) => {
        const holds = await database.read({ tenantId, role: "audit" }, listHolds);
        if (options.json) await writeJson(holds);
        else if (holds.length === 0) await writeOut("there is no legal hold\n");
        else await writeOut(holds.map((hold) => `${describe(hold)}\n`).join(""));
      }),
    );
}

function releaseCommand(): Command {
  return new Command("release")
    .description("Ends a hold.")
    .argument("<id>", "as `hold list` tells it")
    .requiredOption("--reason <text>", "why; it is audited")
    .option("--tenant <slug>", "organisation")
    .action((id: string, options: Options & { reason: string }) =>
      withTenant(options, async ({ database }, tenantId) => {
        if (!isUuid(id)) throw new UsageError(`${JSON.stringify(id)} is no id of a hold; see: history hold list`);
        const reason = readReason("--reason", options.reason, LONGEST_REASON);
        await database.write({ tenantId, role: "ingest" }, (tx) => releaseHold(tx, { id, actor: actor(), reason }));
        await writeOut(`hold ${id} is released\n`);
      }),
    );
}

async function withTenant(
  options: Options,
  work: (product: Parameters<Parameters<typeof withProduct>[1]>[0], tenantId: string) => Promise<void>,
): Promise<void> {
  const progress = createProgress();
  await withProduct({ progress, max: 2 }, async (product) => {
    const tenant = await findTenant(product.database, options.tenant);
    progress.end();
    await work(product, tenant.id);
  });
}

function describe({
  id,
  reason,
  personId,
  from,
  until,
  placedBy,
  placedAt,
  releasedBy,
  releasedAt,
}: LegalHold): string {
  const what = personId === null ? "everybody" : `the person ${personId}`;
  const end = releasedAt === null ? "stands" : `released ${releasedAt} by ${releasedBy}`;
  return `${id}  ${end}; ${what}, from ${from ?? "the beginning"} until ${until ?? "it is released"}; ${reason} (${placedBy}, ${placedAt})`;
}
