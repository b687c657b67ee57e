import { stopTracing } from "../telemetry/tracing.server.ts";
import { explainFailure } from "./cli/exit.ts";
import { parseArguments } from "./cli/program.ts";

// A reader that closes early (`| head`) ends the command quietly.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

try {
  process.exitCode = await parseArguments(process.argv);
} catch (error) {
  const { code, message } = explainFailure(error);
  process.stderr.write(`alxderia: ${message}\n`);
  process.exitCode = code;
}

await stopTracing();
