import { Command, Option } from "commander";
import { refreshAccess } from "../access/refresh.server.ts";
import { ACCESS_PATHS, PRIVILEGES, PROVIDERS, RESOURCE_TYPES, SUBJECT_STATUSES } from "../model/access.ts";
import { ACCESS_CSV_COLUMNS, csvRecord, csvRecordOfAccess } from "../model/csv.ts";
import { AccessFilters } from "../model/filters.ts";
import type { RecordsRemoved } from "../model/records-removed.ts";
import type { Explanation } from "../model/views.ts";
import { explainAccess } from "../queries/explain-access.server.ts";
import { explainAccessThen } from "../queries/explain-access-then.server.ts";
import type { Read } from "../queries/list-changes.server.ts";
import { streamEffectiveAccess, toContractRow } from "../queries/list-effective-access.server.ts";
import { findRecordsRemoved } from "../queries/records-removed.server.ts";
import { EXIT, UsageError } from "./exit.ts";
import { findTenant, withProduct } from "./open-product.server.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";
import { readMomentOption } from "./read-moment.ts";

type ExplainOptions = { person: string; resource: string; asOf?: string; tenant?: string; json?: boolean };
type ExportOptions = Record<string, string | undefined> & { format?: string };

export function accessCommand(): Command {
  const command = new Command("access").description("Effective access: export, explain, refresh.");
  command.addCommand(exportCommand());
  command.addCommand(explainCommand());
  command.addCommand(refreshCommand());
  return command;
}

function exportCommand(): Command {
  return new Command("export")
    .description("Streams effective access in a fixed order.")
    .addOption(new Option("--format <format>", "output format").choices(["ndjson", "csv"]).default("ndjson"))
    .addOption(new Option("--provider <provider>", "the subject's system").choices([...PROVIDERS]))
    .addOption(new Option("--resource-type <type>", "kind of resource").choices([...RESOURCE_TYPES]))
    .option("--resource <id>", "one resource, by the provider's id")
    .option("--person <id>", "one person, by id or e-mail")
    .addOption(new Option("--privilege <level>", "that level or above").choices([...PRIVILEGES]))
    .option("--role <role>", "exactly this role")
    .addOption(new Option("--access-path <path>", "how access comes about").choices([...ACCESS_PATHS]))
    .addOption(new Option("--status <status>", "the subject's status").choices([...SUBJECT_STATUSES]))
    .option("--search <text>", "text in person, subject or resource")
    .option("--as-of <time>", "what was so at this time (ISO 8601, or a day of UTC)")
    .option("--tenant <slug>", "organisation")
    .option("--json", "the same as --format ndjson")
    .action(async (options: ExportOptions) => {
      const filters = AccessFilters.safeParse({
        provider: options.provider,
        resourceType: options.resourceType,
        resource: options.resource,
        person: options.person,
        privilege: options.privilege,
        role: options.role,
        accessPath: options.accessPath,
        status: options.status,
        search: options.search,
      });
      if (!filters.success) {
        throw new UsageError(
          filters.error.issues.map((issue) => `--${issue.path.join(".")}: ${issue.message}`).join("\n"),
        );
      }
      const asOf = options.asOf === undefined ? undefined : readMomentOption("--as-of", options.asOf);
      const csv = options.format === "csv" && !options.json;
      const progress = createProgress();
      await withProduct({ progress, max: 2 }, async ({ database }) => {
        const tenant = await findTenant(database, options.tenant);
        progress.end();
        if (asOf !== undefined) {
          const removed = await database.read({ tenantId: tenant.id, role: "audit" }, (tx) =>
            findRecordsRemoved(tx, asOf),
          );
          if (removed !== null) process.stderr.write(`note: ${removed.detail}\n`);
        }
        await database.read({ tenantId: tenant.id, role: "analyst" }, async (transaction) => {
          if (csv) await writeOut(csvRecord([...ACCESS_CSV_COLUMNS]));
          for await (const rows of streamEffectiveAccess(transaction, filters.data, { asOf })) {
            const lines = rows.map((row) =>
              csv ? csvRecordOfAccess(toContractRow(row)) : `${JSON.stringify(toContractRow(row))}\n`,
            );
            await writeOut(lines.join(""));
          }
        });
      });
    });
}

function explainCommand(): Command {
  return new Command("explain")
    .description("Every path by which a person reaches a resource, shortest first.")
    .requiredOption("--person <email or id>", "the person")
    .requiredOption("--resource <id>", "the resource, by the provider's id")
    .option("--as-of <time>", "which paths led there at this time (ISO 8601, or a day of UTC)")
    .option("--tenant <slug>", "organisation")
    .option("--json", "prints JSON")
    .action(async (options: ExplainOptions) => {
      const asOf = options.asOf === undefined ? undefined : readMomentOption("--as-of", options.asOf);
      const progress = createProgress();
      process.exitCode = await withProduct({ progress, max: 2 }, async ({ database }) => {
        const tenant = await findTenant(database, options.tenant);
        const read: Read = (work, as) => database.read({ tenantId: tenant.id, role: as ?? "analyst" }, work);
        const explanation =
          asOf === undefined
            ? await read((transaction) => explainAccess(transaction, options))
            : await explainAccessThen(read, { ...options, asOf });
        progress.end();
        if (!explanation) {
          const when = asOf === undefined ? "" : ` at ${asOf}`;
          throw new UsageError(
            `no person ${JSON.stringify(options.person)} or no resource ${JSON.stringify(options.resource)}${when}; ` +
              "give an e-mail or id of a person and the provider's id of a resource (see `people export` and /api/resources)",
          );
        }
        if (options.json) await writeJson(explanation);
        else await writeOut(describe(explanation, asOf));
        return explanation.paths.length > 0 ? EXIT.done : EXIT.no;
      });
    });
}

type Explained = Explanation & { recordsRemoved?: RecordsRemoved | null };

function describe({ person, resource, paths, recordsRemoved }: Explained, asOf: string | undefined): string {
  const target = `${resource.type} ${resource.id}${resource.name ? ` (${resource.name})` : ""}`;
  const [when, reaches, cannot] =
    asOf === undefined ? ["", "reaches", "cannot reach"] : [`as of ${asOf}: `, "reached", "could not reach"];
  const note = recordsRemoved ? `note: ${recordsRemoved.detail}\n` : "";
  if (paths.length === 0) return `${when}${person.name} ${cannot} ${target}: no path.\n${note}`;
  const count = `${paths.length} ${paths.length === 1 ? "path" : "paths"}`;
  const lines = [`${when}${person.name} ${reaches} ${target} by ${count}:`];
  for (const [index, { access, edges }] of paths.entries()) {
    const marks = [access.accessPath, access.certainty === "exact" ? null : access.certainty]
      .filter(Boolean)
      .join(", ");
    lines.push("", `${index + 1}. ${access.role} (${access.privilege}; ${marks})`);
    for (const edge of edges) {
      const synced = asOf === undefined ? `, synced ${edge.syncedAt ?? "never"}` : "";
      const source = edge.source ? ` [${edge.source.table} ${edge.source.id}${synced}]` : "";
      lines.push(`   ${edge.from} ${edge.relation.replace("_", " ")} ${edge.to}${source}`);
    }
    if (access.condition) lines.push(`   if ${access.condition.expression ?? access.condition.title}`);
  }
  return `${lines.join("\n")}\n${note}`;
}

function refreshCommand(): Command {
  return new Command("refresh")
    .description("Works out effective access anew, without blocking readers.")
    .option("--tenant <slug>", "organisation")
    .option("--json", "prints JSON")
    .action(async (options: { tenant?: string; json?: boolean }) => {
      const progress = createProgress();
      await withProduct({ progress }, async ({ database }) => {
        const tenant = await findTenant(database, options.tenant);
        const scope = { tenantId: tenant.id, role: "ingest" as const };
        progress.report("refreshing effective access");
        const refreshed = await refreshAccess(database, scope, { runId: null, reach: "all" });
        const result = { rows: refreshed?.rows ?? 0, durationMs: refreshed?.durationMs ?? 0 };
        progress.end();
        if (options.json) await writeJson(result);
        else await writeOut(`effective access: ${result.rows} rows, refreshed in ${result.durationMs} ms\n`);
      });
    });
}
