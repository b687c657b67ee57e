import { Command } from "commander";
import { createSealFile } from "../history/published-seals.server.ts";
import { openTrustedKeys } from "../history/sealing-keys.server.ts";
import { type Verification, verifyHistory } from "../history/verify-history.server.ts";
import { listTenants, type Tenant } from "../store/tenants.server.ts";
import { EXIT } from "./exit.ts";
import { findTenant, withProduct } from "./open-product.server.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";
import { readMomentOption } from "./read-moment.ts";

type Options = { since?: string; tenant?: string; json?: boolean };

export function historyVerifyCommand(): Command {
  return new Command("verify")
    .description("Reads history and audit log and checks that every row is as it was written: exit code 0 yes, 1 no.")
    .option("--since <time>", "does not read again what was sealed before this time (ISO 8601, or a day of UTC)")
    .option("--tenant <slug>", "one organisation; all of them when left out")
    .option("--json", "prints JSON")
    .action(async (options: Options) => {
      const since = options.since === undefined ? undefined : new Date(readMomentOption("--since", options.since));
      const progress = createProgress();
      await withProduct({ progress, max: 3 }, async ({ config, database }) => {
        const publisher = createSealFile(config.history.sealsFile);
        const verifying = { database, publisher, readTrusted: () => openTrustedKeys(config.history) };
        const tenants =
          options.tenant === undefined ? await listTenants(database) : [await findTenant(database, options.tenant)];
        const all: { tenant: string; verification: Verification }[] = [];
        for (const tenant of tenants) {
          const onProgress = (message: string) => progress.report(`verifying ${tenant.slug}: ${message}`);
          onProgress("seals");
          const verification = await verifyHistory(verifying, tenant.id, {
            since,
            onProgress,
          });
          all.push({ tenant: tenant.slug, verification });
        }
        progress.end();
        if (options.json) await writeJson(all.map(({ tenant, verification }) => ({ tenant, ...verification })));
        else await writeOut(describe(all));
        if (all.some(({ verification }) => verification.damage.length > 0)) process.exitCode = EXIT.no;
      });
    });
}

function describe(all: readonly { tenant: Tenant["slug"]; verification: Verification }[]): string {
  const lines = all.flatMap(({ tenant, verification: { logs, damage } }) => [
    ...logs.map(
      ({ log, rows, seals, sealedAt, unsealedRows }) =>
        `${tenant} ${log}: ${rows} rows read, ${seals} seals, the last of ${sealedAt ?? "never"}, ${unsealedRows} rows not sealed yet`,
    ),
    ...damage.map(({ log, kind, where }) => `${tenant} ${log}: DAMAGED, ${kind}: ${where}`),
  ]);
  const damaged = all.reduce((sum, { verification }) => sum + verification.damage.length, 0);
  return `${[...lines, damaged === 0 ? "everything is as it was written" : "do not trust what comes after; see docs/runbooks/history-damaged.md"].join("\n")}\n`;
}
