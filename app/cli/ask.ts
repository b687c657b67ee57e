import { Command } from "commander";
import { type Asked, askCatalogue } from "../ask/ask.server.ts";
import type { Answer, AnswerColumn, AnswerRow } from "../model/answer.ts";
import { askCheckCommand } from "./ask-check.ts";
import { EXIT } from "./exit.ts";
import { findTenant, withProduct } from "./open-product.server.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";

const WIDEST = 60;

export function askCommand(): Command {
  return (
    new Command("ask")
      .description("Answers a question in English from the catalogue, with its receipt.")
      .argument("<question>", "for example “Who can write to northwind/payments-core?”")
      .option("--tenant <slug>", "organisation")
      .option("--json", "prints JSON")
      // Options after `check` are its own.
      .enablePositionalOptions()
      .addCommand(askCheckCommand())
      .action(async (question: string, options: { tenant?: string; json?: boolean }) => {
        const progress = createProgress();
        process.exitCode = await withProduct({ progress, max: 2 }, async ({ database }) => {
          const tenant = await findTenant(database, options.tenant);
          const asked = await askCatalogue(database, tenant.id, question);
          progress.end();
          if (options.json) await writeJson(asked);
          else await writeOut(`${asked.kind === "answered" ? describeAnswer(asked.answer) : describeRefusal(asked)}\n`);
          return asked.kind === "answered" ? EXIT.done : EXIT.no;
        });
      })
  );
}

function describeAnswer(answer: Answer): string {
  const values = answer.values.map(({ name, value }, index) => `  $${index + 1} ${name} = ${printable(String(value))}`);
  return [
    answer.understood,
    answer.summary,
    "",
    ...tableOf(answer.columns, answer.rows),
    ...(answer.truncated ? ["(more rows are there; narrow the question down)"] : []),
    "",
    "SQL",
    answer.sql.replaceAll(/^/gm, "  "),
    ...values,
    "",
    ...answer.definitions.map(({ term, meaning }) => `${term}: ${meaning}`),
    ...answer.assumptions.map((assumption) => `Assumed: ${assumption}`),
    `As of ${answer.asOf ?? "now"}.`,
    ...answer.sources.map(
      ({ scope, syncedAt, complete, incompleteReason }) =>
        `Source ${scope}: read ${syncedAt}, ${complete ? "complete" : `incomplete (${incompleteReason ?? "no reason given"})`}`,
    ),
    ...answer.followUps.map(({ text }) => `Ask next: ${text}`),
  ]
    .map((line) => printable(line))
    .join("\n");
}

function describeRefusal(asked: Exclude<Asked, { kind: "answered" }>): string {
  const lines =
    asked.kind === "choose"
      ? [
          asked.understood,
          ...asked.choices.map(({ label, detail }) => `  ${[label, detail].filter(Boolean).join(" · ")}`),
        ]
      : [
          asked.kind === "not answerable" ? `${asked.understood}\n${asked.reason}` : asked.because,
          "What can be asked:",
          ...asked.nearest.map(({ text }) => `  ${text}`),
        ];
  return lines.map((line) => printable(line)).join("\n");
}

function tableOf(columns: readonly AnswerColumn[], rows: readonly AnswerRow[]): string[] {
  const lines = [columns.map(({ label }) => label), ...rows.map((row) => columns.map(({ key }) => cell(row[key])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((text, index) => text.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function cell(value: AnswerRow[string] | undefined): string {
  const text =
    value === null || value === undefined ? "–" : value === true ? "yes" : value === false ? "no" : String(value);
  const line = printable(text).replaceAll("\n", " ");
  return line.length > WIDEST ? `${line.slice(0, WIDEST - 1)}…` : line;
}

/** Names are data and may hold anything: nothing of them may steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => (character === "\n" ? character : "\ufffd"));
}
