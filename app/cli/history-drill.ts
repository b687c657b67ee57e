import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { readConfig } from "../config.server.ts";
import { drill } from "../recovery/drill.server.ts";
import { describeDrill, judgeDrill } from "../recovery/report.ts";
import { createScratch } from "../recovery/scratch.server.ts";
import { EXIT } from "./exit.ts";
import { leaveOnSignal } from "./leave-on-signal.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";

type Options = {
  postgres: "16" | "18";
  people: number;
  archiveTimeout: number;
  report?: string;
  json?: boolean;
  keep?: boolean;
};

export function historyDrillCommand(): Command {
  return new Command("drill")
    .description(
      "Backs up, destroys and restores a PostgreSQL of its own, and holds RPO and RTO against their targets: exit code 0 " +
        "when both are met and everything is verified, 1 when not. Touches no other database.",
    )
    .addOption(new Option("--postgres <version>", "of the server; Aurora is 16").choices(["16", "18"]).default("18"))
    .option("--people <n>", "size of the synthetic organisation, 20 to 50000", numberBetween(20, 50_000), 200)
    .option("--archive-timeout <seconds>", "archive_timeout of the server, 1 to 3600", numberBetween(1, 3600), 60)
    .option("--report <file>", "Markdown file to write; drills/<time>.md in the data directory when left out")
    .option("--json", "prints JSON")
    .option("--keep", "leaves server files, backup and archive for a look")
    .action(async (options: Options) => {
      const { dataDir } = readConfig();
      const progress = createProgress();
      const scratch = await createScratch(options.postgres === "16" ? 16 : 18);
      const close = () => scratch.close({ keep: options.keep ?? false });
      let isStopped = false;
      const forgetSignals = leaveOnSignal(() => {
        isStopped = true;
        return close();
      });
      try {
        const { people, archiveTimeout: archiveTimeoutSeconds } = options;
        const report = await drill({ scratch, people, archiveTimeoutSeconds, onProgress: progress.report });
        progress.end();
        // Its server was taken away from under it: that says nothing about recovery.
        if (isStopped) return;
        const file = path.resolve(options.report ?? path.join(dataDir, "drills", `${nameOf(report.startedAt)}.md`));
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, describeDrill(report));
        const judgement = judgeDrill(report);
        if (options.json) await writeJson({ ...report, ...judgement, passed: judgement.faults.length === 0, file });
        else await writeOut(`${describeDrill(report)}\nwritten to ${file}\n`);
        if (options.keep) process.stderr.write(`kept for a look: ${scratch.folder}\n`);
        if (judgement.faults.length > 0) process.exitCode = EXIT.no;
      } finally {
        await close();
        forgetSignals();
      }
    });
}

/** A file name may hold no colon everywhere. */
function nameOf(moment: string): string {
  return `${moment.slice(0, 19).replaceAll(":", "")}Z`;
}

function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`give a whole number from ${least} to ${most}`);
  };
}
