import { Command, CommanderError } from "commander";
import { EXIT } from "./exit.ts";

/** Each command is loaded when it is called: all of them are 1,200 modules, which take a second of processor time. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./start.ts")).startCommand(),
  ingest: async () => (await import("./ingest.ts")).ingestCommand(),
  access: async () => (await import("./access.ts")).accessCommand(),
  ask: async () => (await import("./ask.ts")).askCommand(),
  people: async () => (await import("./people.ts")).peopleCommand(),
  queue: async () => (await import("./people.ts")).queueCommand(),
  findings: async () => (await import("./findings.ts")).findingsCommand(),
  demo: async () => (await import("./demo.ts")).demoCommand(),
  history: async () => (await import("./history.ts")).historyCommand(),
  slo: async () => (await import("./slo.ts")).sloCommand(),
  migrate: async () => (await import("./database.ts")).migrateCommand(),
  partitions: async () => (await import("./database.ts")).partitionsCommand(),
  db: async () => (await import("./database.ts")).dbCommand(),
  doctor: async () => (await import("./doctor.ts")).doctorCommand(),
};

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
  const [, , word = ""] = argv;
  const called = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined;
  // Without a known word it is help or a mistake, and both name all of them.
  for (const load of called ? [called] : Object.values(COMMANDS)) program.addCommand(await load());
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
