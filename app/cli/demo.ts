import { Command, InvalidArgumentError } from "commander";
import { generateOrganisation } from "../demo/generate.server.ts";
import { UsageError } from "./exit.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";

export function demoCommand(): Command {
  return new Command("demo").description("A synthetic organisation.").addCommand(
    new Command("generate")
      .description("Writes a synthetic organisation as a bundle, the same for the same people and seed.")
      .requiredOption("--people <n>", "20 to 100000", wholeNumber)
      .option("--seed <n>", "which organisation", wholeNumber, 1)
      .requiredOption("--out <dir>", "folder to write; new, empty or an earlier demo")
      .option("--json", "prints JSON")
      .action(async (options: { people: number; seed: number; out: string; json?: boolean }) => {
        const progress = createProgress();
        let shown = 0;
        try {
          const result = await generateOrganisation({
            people: options.people,
            seed: options.seed,
            out: options.out,
            onProgress: ({ step, files }) => {
              if (performance.now() - shown < 500) return;
              shown = performance.now();
              progress.report(`${step}: ${files} files`);
            },
          });
          progress.end();
          if (options.json) await writeJson({ ...result, out: options.out });
          else await writeOut(`${options.out}: ${result.files} files, ${(result.bytes / 1e6).toFixed(1)} MB\n`);
        } catch (error) {
          throw new UsageError((error as Error).message, { cause: error });
        }
      }),
  );
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("give a whole number");
  return Number(text);
}
