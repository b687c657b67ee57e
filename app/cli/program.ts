import { Command, CommanderError } from "commander";
import { accessCommand } from "./access.ts";
import { askCommand } from "./ask.ts";
import { databaseCommands } from "./database.ts";
import { demoCommand } from "./demo.ts";
import { doctorCommand } from "./doctor.ts";
import { EXIT } from "./exit.ts";
import { findingsCommand } from "./findings.ts";
import { historyCommand } from "./history.ts";
import { ingestCommand } from "./ingest.ts";
import { peopleCommand, queueCommand } from "./people.ts";
import { sloCommand } from "./slo.ts";
import { startCommand } from "./start.ts";

/**
 * Runs the command that the words name.
 * @param argv as process.argv
 * @returns the exit code; throws what the command throws
 */
export async function parseArguments(argv: string[]): Promise<number> {
  const program = new Command("alxderia")
    .description("Who can reach what across AWS, Google Cloud, Google Workspace and GitHub, and by which path.")
    .showHelpAfterError("(add --help for what is allowed)")
    .exitOverride();
  for (const command of [
    startCommand(),
    ingestCommand(),
    accessCommand(),
    askCommand(),
    peopleCommand(),
    queueCommand(),
    findingsCommand(),
    demoCommand(),
    historyCommand(),
    sloCommand(),
    ...databaseCommands(),
    doctorCommand(),
  ]) {
    program.addCommand(command);
  }
  for (const command of listCommands(program)) command.exitOverride();
  try {
    await program.parseAsync(argv);
    return Number(process.exitCode ?? EXIT.done);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
}

function listCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(listCommands)];
}
