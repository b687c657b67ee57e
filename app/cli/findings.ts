import { Command, Option } from "commander";
import { listFindings } from "../findings/list-findings.server.ts";
import { FINDING_STATES, type Finding, SEVERITIES } from "../model/findings.ts";
import { evaluateNow } from "../sync/evaluate-findings.server.ts";
import { EXIT } from "./exit.ts";
import { findTenant, withProduct } from "./open-product.server.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";

/** Rows that are read at a time; the command prints all of them. */
const BATCH = 200;

type ListOptions = {
  tenant?: string;
  rule?: string;
  severity?: Finding["severity"];
  state: Finding["state"] | "all";
  json?: boolean;
};

export function findingsCommand(): Command {
  return new Command("findings")
    .description("What deserves attention: what the rules of docs/findings.md found.")
    .addOption(new Option("--rule <id>", "findings of this rule"))
    .addOption(new Option("--severity <severity>", "findings of this severity").choices([...SEVERITIES]))
    .addOption(
      new Option("--state <state>", "findings in this state").choices([...FINDING_STATES, "all"]).default("open"),
    )
    .option("--tenant <slug>", "organisation")
    .option("--json", "one JSON object for each finding and line")
    .action(async (options: ListOptions) => {
      const progress = createProgress();
      await withProduct({ progress, max: 2 }, async ({ database }) => {
        const tenant = await findTenant(database, options.tenant);
        progress.end();
        await database.read({ tenantId: tenant.id, role: "analyst" }, async (transaction) => {
          const { rule, severity, state } = options;
          let cursor: string | null = null;
          do {
            const page: Awaited<ReturnType<typeof listFindings>> = await listFindings(transaction, {
              rule,
              severity,
              state,
              cursor,
              limit: BATCH,
            });
            await writeOut(page.data.map((finding) => (options.json ? jsonOf(finding) : lineOf(finding))).join(""));
            cursor = page.nextCursor;
          } while (cursor !== null);
        });
      });
    })
    .addCommand(evaluateCommand());
}

function evaluateCommand(): Command {
  return new Command("evaluate")
    .description("Evaluates every rule now; an ingest does so by itself.")
    .option("--tenant <slug>", "organisation")
    .option("--json", "prints the result as JSON")
    .action(async (_options: unknown, command: Command) => {
      const options: { tenant?: string; json?: boolean } = command.optsWithGlobals();
      const progress = createProgress();
      process.exitCode = await withProduct({ progress, max: 2 }, async ({ database }) => {
        const tenant = await findTenant(database, options.tenant);
        const result = await evaluateNow(database, tenant.id, progress.report);
        progress.end();
        const { opened, resolved, unconfirmed, failed } = result;
        if (options.json) await writeJson(result);
        else {
          await writeOut(`${opened} opened, ${resolved} resolved, ${unconfirmed} not confirmed for want of data\n`);
        }
        for (const { rule, reason } of failed) process.stderr.write(`alxderia: ${rule} failed: ${reason}\n`);
        return failed.length > 0 ? EXIT.no : EXIT.done;
      });
    });
}

const jsonOf = (finding: Finding) => `${JSON.stringify(finding)}\n`;

/** Names are data: a line break in one must not begin a line of its own. */
function lineOf(finding: Finding): string {
  const label = finding.subject.label.replaceAll(/\p{Cc}/gu, " ");
  const until = finding.acceptedUntil === null ? "" : ` until ${finding.acceptedUntil}`;
  return `${finding.severity.padEnd(8)}  ${finding.state}${until}  ${finding.rule.id}  ${label}\n`;
}
