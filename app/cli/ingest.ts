import { userInfo } from "node:os";
import { setFlagsFromString } from "node:v8";
import { Command } from "commander";
import { ensureTenant } from "../store/tenants.server.ts";
import { type IngestResult, ingest } from "../sync/ingest.server.ts";
import { EXIT } from "./exit.ts";
import { DEFAULT_TENANT, withProduct } from "./open-product.server.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";
import { rerunAfterIngest } from "./rerun-saved.server.ts";

type Options = { tenant: string; dryRun?: boolean; allowMassRemoval?: boolean; json?: boolean };

export function ingestCommand(): Command {
  return new Command("ingest")
    .description("Reads an export bundle (folder, .tar.gz or .zip) and works out effective access.")
    .argument("<bundle>", "folder or archive laid out as docs/bundle.md says")
    .option("--tenant <slug>", "organisation that the bundle belongs to; made when new", DEFAULT_TENANT)
    .option("--dry-run", "reads and compares everything and changes nothing")
    .option("--allow-mass-removal", "lets more than 30 % of a scope's records be closed")
    .option("--json", "prints the result as JSON")
    .action(async (bundle: string, options: Options) => {
      // On a machine with much memory V8 lets the heap grow to several times of what lives before it clears up.
      setFlagsFromString("--heap-growing-percent=20");
      const progress = createProgress();
      process.exitCode = await withProduct({ progress }, async (product) => {
        const { database } = product;
        const tenant = await ensureTenant(database, options.tenant);
        const result = await ingest(database, {
          bundle,
          tenantId: tenant.id,
          actor: `cli:${userInfo().username}`,
          dryRun: options.dryRun ?? false,
          allowMassRemoval: options.allowMassRemoval ?? false,
          onProgress: progress.report,
        });
        const saved =
          result.runId === null || result.fileRejected
            ? null
            : await rerunAfterIngest(product, tenant.id, result.runId);
        progress.end();
        if (saved !== null) process.stderr.write(`${saved}\n`);
        if (options.json) {
          const { files, scopes, changes } = result;
          await writeJson({ files, scopes, changes });
          for (const { path, reason } of result.ignored) process.stderr.write(`ignored ${path}: ${reason}\n`);
        } else {
          await writeOut(describe(result, options.dryRun ?? false));
        }
        for (const stop of result.stopped) process.stderr.write(`alxderia: ${stop.reason}\n`);
        if (result.fileRejected) return EXIT.usage;
        return result.stopped.length > 0 ? EXIT.no : EXIT.done;
      });
    });
}

function describe(result: IngestResult, dryRun: boolean): string {
  const lines = ["    read   stored unchanged rejected  file"];
  for (const file of result.files) {
    const counts = [file.read, file.stored, file.unchanged, file.rejected];
    lines.push(`${counts.map((count) => String(count).padStart(8)).join(" ")}  ${file.path}`);
    for (const error of file.errors.slice(0, 10)) {
      const where = error.line === null ? "" : `line ${error.line}, column ${error.column}: `;
      const record = error.record === null ? "" : `record ${error.record}: `;
      lines.push(`${" ".repeat(37)}${record}${where}${error.reason}`);
    }
    if (file.errors.length > 10) lines.push(`${" ".repeat(37)}… and ${file.errors.length - 10} more`);
  }
  lines.push("");
  for (const scope of result.scopes) {
    lines.push(
      `${scope.complete ? "complete  " : "incomplete"}  ${scope.scope}${scope.reason ? `: ${scope.reason}` : ""}`,
    );
  }
  if (dryRun) lines.push("", ...describeDifferences(result));
  for (const entry of result.ignored) lines.push(`ignored     ${entry.path}: ${entry.reason}`);
  const { added, updated, closed } = result.changes;
  lines.push("", `${dryRun ? "would change" : "changed"}: ${added} added, ${updated} updated, ${closed} closed`);
  if (result.access) {
    lines.push(
      `effective access: ${result.access.rows} rows, refreshed in ${(result.access.durationMs / 1000).toFixed(1)} s`,
    );
  }
  if (result.findings) {
    const { opened, resolved, unconfirmed, failed } = result.findings;
    lines.push(`findings: ${opened} opened, ${resolved} resolved, ${unconfirmed} not confirmed for want of data`);
    for (const { rule, reason } of failed) lines.push(`findings: the rule ${rule} could not be evaluated: ${reason}`);
  }
  return `${lines.join("\n")}\n`;
}

/** What would change, by scope and table; of a stopped scope what would without the brake. */
function describeDifferences({ differences, stopped }: IngestResult): string[] {
  const isStopped = new Set(stopped.map(({ scope }) => scope));
  const lines = ["   added  updated   closed unchanged  table"];
  for (const { scope, kinds } of differences) {
    lines.push(`${" ".repeat(38)}${scope}${isStopped.has(scope) ? " (stopped)" : ""}`);
    for (const { table, added, updated, closed, unchanged } of kinds) {
      const counts = [added, updated, closed].map((count) => String(count).padStart(8));
      lines.push(`${counts.join(" ")} ${String(unchanged).padStart(9)}  ${table}`);
    }
  }
  return lines;
}
