import { checksOf, failedChecksOf, inWords, type Report, slowestOf, titleOf } from "./report.ts";

/** What stands under a pull request, and on the terminal. */
export function markdownOf(report: Report): string {
  const { verdict, result } = report;
  const crossed = verdict.judged.filter(({ ok }) => !ok);
  return [
    `## ${titleOf(report)}`,
    "",
    ...verdict.complaints.map((complaint) => `- **${complaint}**`),
    ...crossed.map(
      ({ metric, expression, measured, because }) =>
        `- **\`${metric}\` is not \`${expression}\`**: ${because ?? `measured ${inWords(measured)}`}`,
    ),
    ...(verdict.passed ? [`All ${verdict.judged.length} limits were kept, in ${result.seconds} s.`] : []),
    "",
    "| scenario | requests | failed | p99 |",
    "|---|---:|---:|---:|",
    ...Object.entries(result.scenarios).map(
      ([name, { requests, failed, p99 }]) =>
        `| ${name} | ${requests} | ${(failed * 100).toFixed(2)} % | ${inWords(p99)} ms |`,
    ),
    "",
    ...table(
      "Checks that failed",
      ["check", "held", "failed"],
      checksOf(report)
        .filter(({ fails }) => fails > 0)
        .map(({ name, passes, fails }) => [name, String(passes), String(fails)]),
    ),
    ...table(
      "Some of their answers",
      ["status", "check", "trace"],
      failedChecksOf(report).map(({ status, what, traceId }) => [String(status), what, `\`${traceId}\``]),
    ),
    ...table(
      "Slowest requests",
      ["ms", "status", "scenario", "route", "trace"],
      slowestOf(report).map(({ ms, status, scenario, what, traceId }) => [
        ms.toFixed(0),
        String(status),
        scenario,
        `\`${what}\``,
        `\`${traceId}\``,
      ]),
    ),
  ].join("\n");
}

function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replace(/\|/g, "\\|")).join(" | ")} |`;
  return [`### ${title}`, "", line(columns), line(columns.map(() => "---")), ...rows.map(line), ""];
}
