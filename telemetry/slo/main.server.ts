// `npm run generate [-- --check]`: alerts, dashboards and gates from the definitions, without a database.
import { parseArgs } from "node:util";
import { checkGenerated, describeDrift, OWN_PLACES, writeGenerated } from "./compile.server.ts";

try {
  const { check } = parseArgs({ options: { check: { type: "boolean", default: false } } }).values;
  if (check) {
    const lines = describeDrift(await checkGenerated(OWN_PLACES));
    process.stderr.write(lines.map((line) => `${line}\n`).join(""));
    process.exitCode = lines.length === 0 ? 0 : 1;
  } else {
    const { files, differs, missing, superfluous } = await writeGenerated(OWN_PLACES);
    const written = differs.length + missing.length;
    process.stdout.write(`${files} files: ${written} written, ${superfluous.length} removed\n`);
  }
} catch (error) {
  process.stderr.write(`generate: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
