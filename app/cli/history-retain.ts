import { userInfo } from "node:os";
import path from "node:path";
import { Command } from "commander";
import { createDatabase } from "../db/database.server.ts";
import { planRetention, type RetirablePartition } from "../history/retention-plan.server.ts";
import { retirePartition } from "../history/retire-partition.server.ts";
import { sealHistory } from "../history/seal-history.server.ts";
import { listTenants } from "../store/tenants.server.ts";
import { UsageError } from "./exit.ts";
import { type Product, withProduct } from "./open-product.server.ts";
import { openSealingToWithdraw } from "./open-sealing.server.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress, type Progress } from "./progress.ts";

type Options = { dryRun?: boolean; archive?: string; json?: boolean };
type Retired = { partition: string; rows: number; staying: number; folders: string[] };

export function historyRetainCommand(): Command {
  return new Command("retain")
    .description(
      "Takes out of history and audit log what HISTORY_KEEP_MONTHS and AUDIT_KEEP_MONTHS do not keep, with proof.",
    )
    .option("--dry-run", "says what would go, and changes nothing")
    .option("--archive <folder>", "where evidence packs of what goes are written")
    .option("--json", "prints JSON")
    .action(async (options: Options) => {
      if (!options.dryRun && options.archive === undefined) {
        throw new UsageError("give --archive <folder> for what goes, or --dry-run to see it");
      }
      const progress = createProgress();
      await withProduct({ progress, max: 3 }, async (product) => {
        const { keepMonths: policy } = product.config;
        if (policy.entity_history === null && policy.audit_log === null) {
          progress.end();
          if (options.json) await writeJson([]);
          else await writeOut("everything is kept: neither HISTORY_KEEP_MONTHS nor AUDIT_KEEP_MONTHS is set\n");
          return;
        }
        const now = new Date();
        const tenants = await listTenants(product.database);
        progress.report("looking for what is not kept");
        const plan = await planRetention(product.database, { policy, now, tenants });
        if (options.archive !== undefined && !options.dryRun) {
          const retired = await retire(product, plan, { archive: path.resolve(options.archive), now, progress });
          progress.end();
          if (options.json) await writeJson({ retired, held: plan.filter(isHeld) });
          else
            await writeOut(`${[...retired.map(tell), ...plan.filter(isHeld).map(foretell)].join("\n") || NOTHING}\n`);
          return;
        }
        progress.end();
        if (options.json) await writeJson(plan);
        else await writeOut(`${plan.map(foretell).join("\n") || NOTHING}\n`);
      });
    });
}

const NOTHING = "nothing to take out: everything is kept by the policy";
const isHeld = ({ heldBy }: RetirablePartition) => heldBy.length > 0;

async function retire(
  product: Product,
  plan: readonly RetirablePartition[],
  { archive, now, progress }: { archive: string; now: Date; progress: Progress },
): Promise<Retired[]> {
  const { database, ownerUrl, password } = product;
  const sealing = await openSealingToWithdraw(product);
  const owner = createDatabase(ownerUrl, { password, max: 2 });
  const retired: Retired[] = [];
  try {
    for (const partition of plan.filter((one) => !isHeld(one))) {
      const retiring = { database, owner, keys: sealing.keys, archive, actor: `cli:${userInfo().username}`, now };
      for (const { tenant } of partition.tenants) await sealHistory(sealing, tenant.id);
      const done = await retirePartition({ ...retiring, onProgress: progress.report }, partition);
      retired.push({ partition: partition.name, ...done });
    }
    // What was taken out is audited: that entry is sealed and published at once.
    for (const { tenant } of plan.flatMap(({ tenants }) => tenants)) await sealHistory(sealing, tenant.id);
  } finally {
    await owner.close();
  }
  return retired;
}

const tell = ({ partition, rows, staying, folders }: Retired) =>
  `${partition}: ${rows} rows taken out, ${staying} stay${staying === 0 ? "; the partition is dropped" : ""}; evidence in ${folders.join(", ")}`;

function foretell({ name, before, tenants, heldBy }: RetirablePartition): string {
  const [going, staying] = [sum(tenants.map((one) => one.going)), sum(tenants.map((one) => one.staying))];
  const what = `${name}: ${going} rows would go, ${staying} stay (kept since ${before})`;
  const holds = heldBy.map(({ tenant, hold }) => `HELD by ${hold.id} of ${tenant.slug}: ${hold.reason}`);
  return [what, ...holds].join("; ");
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
