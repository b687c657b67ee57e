import { Command } from "commander";
import { checkGenerated, describeDrift, writeGenerated } from "../../telemetry/slo/compile.server.ts";
import { diffPlans } from "../../telemetry/slo/diff.ts";
import { explainPlan } from "../../telemetry/slo/explain.ts";
import { jsonOf } from "../../telemetry/slo/plan-json.ts";
import { EXIT } from "./exit.ts";
import { writeJson, writeOut } from "./output.ts";
import { sloBudgetCommands } from "./slo-budget.ts";
import {
  definitionsOption,
  orUsageError,
  pickObjectives,
  placeOf,
  readEarlierPlan,
  readPlanOf,
} from "./slo-definitions.ts";
import { simulateCommand } from "./slo-simulate.ts";

export function sloCommand(): Command {
  const command = new Command("slo").description("Service levels: what was promised, and how it goes.");
  const own = [compileCommand(), explainCommand(), simulateCommand(), diffCommand()];
  for (const each of [...own, ...sloBudgetCommands()]) command.addCommand(each);
  return command;
}

function compileCommand(): Command {
  return new Command("compile")
    .description("Writes alerts, dashboards and gates from the definitions; removes those that no definition asks for.")
    .option("--check", "changes nothing and ends with 1 when a file is not as its definition says")
    .addOption(definitionsOption())
    .option("--root <folder>", "where to write instead of the repository")
    .option("--json", "prints JSON")
    .action(async (options: { check?: boolean; definitions?: string; root?: string; json?: boolean }) => {
      const own = placeOf(options.definitions);
      const places = { ...own, root: options.root ?? own.root };
      const comparison = await orUsageError(() => (options.check ? checkGenerated(places) : writeGenerated(places)));
      const drift = describeDrift(comparison);
      if (options.json) await writeJson(comparison);
      else if (options.check) process.stderr.write(drift.map((line) => `${line}\n`).join(""));
      else await writeOut(describeWritten(comparison));
      if (options.check && drift.length > 0) process.exitCode = EXIT.no;
    });
}

function describeWritten({ files, differs, missing, superfluous }: Awaited<ReturnType<typeof writeGenerated>>): string {
  const written = [...differs, ...missing].sort().map((file) => `written  ${file}`);
  const removed = superfluous.map((file) => `removed  ${file}`);
  const total = `${files} files, ${written.length} written, ${removed.length} removed`;
  return [...written, ...removed, total, ""].join("\n");
}

function explainCommand(): Command {
  return new Command("explain")
    .description("Each number of the objectives with its arithmetic.")
    .argument("[objective]", "name of one; without it all")
    .addOption(definitionsOption())
    .option("--json", "prints JSON: the plan, each number as a fraction and as a float")
    .action(async (name: string | undefined, options: { definitions?: string; json?: boolean }) => {
      const objectives = pickObjectives(await readPlanOf(options.definitions), name);
      if (options.json) await writeJson(jsonOf({ objectives }));
      else await writeOut(explainPlan({ objectives }));
    });
}

function diffCommand(): Command {
  return new Command("diff")
    .description("What the definitions say now and did not say before; ends with 1 when there is a difference.")
    .argument("[before]", "a folder of definitions or a git revision", "HEAD")
    .addOption(definitionsOption())
    .option("--json", "prints JSON")
    .action(async (before: string, options: { definitions?: string; json?: boolean }) => {
      const changes = diffPlans(await readEarlierPlan(before), await readPlanOf(options.definitions));
      if (options.json) await writeJson({ before, changes });
      else await writeOut(changes.map((line) => `${line}\n`).join(""));
      if (changes.length > 0) process.exitCode = EXIT.no;
    });
}
