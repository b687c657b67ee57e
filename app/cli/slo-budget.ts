import { userInfo } from "node:os";
import { Command, Option } from "commander";
import { readPlan } from "../../telemetry/slo/read-plan.server.ts";
import { partWords, rateWords } from "../model/part-words.ts";
import { CHANGES, type Change, decideChange } from "../model/slo-gate.ts";
import type { SloReport } from "../model/slo-report.ts";
import { describeSource, writeWeeklyReport } from "../model/slo-weekly-report.ts";
import { findSloReport } from "../queries/slo.server.ts";
import { createPrometheusCounts } from "../queries/slo-counts-prometheus.server.ts";
import { addSloOverride } from "../store/slo-overrides.server.ts";
import { EXIT } from "./exit.ts";
import { findTenant, withProduct } from "./open-product.server.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";
import { readExpiry, readReason } from "./slo-override.ts";

/** The commands of `alxderia slo` that ask the database what the web processes counted. */
export function sloBudgetCommands(): Command[] {
  return [statusCommand(), gateCommand(), overrideCommand(), reportCommand()];
}

async function readReport(): Promise<SloReport> {
  const progress = createProgress();
  const plan = await readPlan();
  const report = await withProduct({ progress, max: 2 }, ({ config, database }) => {
    const prometheus = config.prometheusUrl === null ? null : createPrometheusCounts(config.prometheusUrl);
    return findSloReport({ database, plan, prometheus }, new Date());
  });
  progress.end();
  return report;
}

function statusCommand(): Command {
  return new Command("status")
    .description("Budget, burn rates, freeze and alerts of every objective.")
    .option("--json", "prints JSON")
    .action(async (options: { json?: boolean }) => {
      const report = await readReport();
      if (options.json) await writeJson(report);
      else await writeOut(describe(report));
    });
}

function gateCommand(): Command {
  return new Command("gate")
    .description("Says whether a change may be deployed: exit code 0 yes, 1 no, 3 the database is away.")
    .addOption(new Option("--change <kind>", "what is to be deployed").choices([...CHANGES]).makeOptionMandatory())
    .option("--json", "prints JSON")
    .action(async (options: { change: Change; json?: boolean }) => {
      const decision = decideChange(options.change, await readReport());
      if (options.json) await writeJson(decision);
      else await writeOut(`${[decision.reason, ...(decision.advice ? [decision.advice] : [])].join("\n")}\n`);
      process.exitCode = decision.allowed ? EXIT.done : EXIT.no;
    });
}

function overrideCommand(): Command {
  return new Command("override")
    .description("Lets changes through a freeze for a time; recorded in the audit log.")
    .requiredOption("--reason <text>", "why")
    .requiredOption("--until <time>", "ISO 8601 with zone, at most 7 days from now")
    .option("--actor <name>", "the person who takes the responsibility; without it the user of this machine")
    .option("--tenant <slug>", "organisation in whose audit log it stands")
    .option("--json", "prints JSON")
    .action(async (options: { reason: string; until: string; actor?: string; tenant?: string; json?: boolean }) => {
      const override = {
        actor: readReason("--actor", options.actor ?? `cli:${userInfo().username}`, 200),
        reason: readReason("--reason", options.reason, 1000),
        expiresAt: readExpiry(options.until, new Date()),
      };
      const progress = createProgress();
      await withProduct({ progress, max: 2 }, async ({ database }) => {
        const tenant = await findTenant(database, options.tenant);
        await database.write({ tenantId: tenant.id, role: "ingest" }, (transaction) =>
          addSloOverride(transaction, override),
        );
      });
      progress.end();
      if (options.json) await writeJson(override);
      else await writeOut(`${override.actor} lets changes through until ${override.expiresAt}\n`);
    });
}

function reportCommand(): Command {
  return new Command("report")
    .description("The weekly report as Markdown.")
    .option("--json", "prints JSON")
    .action(async (options: { json?: boolean }) => {
      const report = await readReport();
      if (options.json) await writeJson(report);
      else await writeOut(writeWeeklyReport(report));
    });
}

function describe(report: SloReport): string {
  const lines = report.objectives.flatMap(({ name, state, remaining, good, total, window, windows, exhaustsAt }) => [
    `${name}: ${state}, ${total - good} of ${total} events bad in ${window}, budget left ${partWords(remaining)}`,
    ...windows
      .filter(({ burnRate }) => burnRate !== null)
      .map((each) => `  ${each.window.padEnd(4)} burn rate ${rateWords(each.burnRate)}`),
    ...(exhaustsAt === null ? [] : [`  gone ${exhaustsAt} at the rate of the last day`]),
  ]);
  const firing = report.alerts.filter(({ state }) => state === "firing");
  return [
    ...lines,
    ...firing.map(({ name, condition, channel, runbook }) => `alert ${name}: ${condition}; ${channel}, ${runbook}`),
    decideChange("normal", report).reason,
    describeSource(report.source),
    "",
  ].join("\n");
}
