import { courseOf } from "./course.ts";
import { checksOf, escaped, failedChecksOf, inWords, type Report, slowestOf, titleOf } from "./report.ts";
import { STYLE } from "./style.ts";
import type { Judged } from "./verdict.ts";

/**
 * The report as one page that needs nothing else.
 * @param tracesUrl address of a trace with `{traceId}`, as TRACES_URL of the product; null: ids are text
 */
export function htmlOf(report: Report, tracesUrl: string | null): string {
  const { verdict, result, url } = report;
  const trace = (id: string) =>
    tracesUrl === null
      ? `<code>${id}</code>`
      : `<a href="${escaped(tracesUrl.replaceAll("{traceId}", id))}"><code>${id}</code></a>`;
  const parts = [
    section(
      "Limits",
      ["metric", "limit", "measured", ""],
      [...verdict.judged].sort(crossedFirst).map(({ metric, expression, measured, ok, because }) => ({
        bad: !ok,
        cells: [
          code(metric),
          code(expression),
          escaped(inWords(measured)),
          ok ? "kept" : escaped(because ?? "crossed"),
        ],
      })),
    ),
    section(
      "Scenarios",
      ["scenario", "requests", "failed", "p99", "p99 of the runs so far"],
      Object.entries(result.scenarios).map(([name, of]) => ({
        bad: false,
        cells: [
          escaped(name),
          String(of.requests),
          `${(of.failed * 100).toFixed(2)} %`,
          `${inWords(of.p99)} ms`,
          courseOf(
            report.past.map(({ scenarios, passed, at }) => ({ value: scenarios[name]?.p99 ?? null, passed, at })),
          ),
        ],
      })),
    ),
    section(
      "Slowest requests",
      ["ms", "status", "scenario", "route", "trace"],
      slowestOf(report).map(({ ms, status, scenario, what, traceId }) => ({
        bad: false,
        cells: [ms.toFixed(0), String(status), escaped(scenario), code(what), trace(traceId)],
      })),
    ),
    section(
      "Answers that failed their check",
      ["status", "check", "trace"],
      failedChecksOf(report).map(({ status, what, traceId }) => ({
        bad: true,
        cells: [String(status), escaped(what), trace(traceId)],
      })),
    ),
    section(
      "Checks",
      ["check", "held", "failed"],
      checksOf(report).map(({ name, passes, fails }) => ({
        bad: fails > 0,
        cells: [escaped(name), String(passes), String(fails)],
      })),
    ),
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(titleOf(report))}</title>
<style>${STYLE}</style>
<main>
<h1 class="${verdict.passed ? "good" : "bad"}">${escaped(titleOf(report))}</h1>
<p>${escaped(url)} · revision ${escaped(result.revision)} · ${escaped(result.at)} · ${result.seconds} s · k6 and this gate end with ${verdict.code}</p>
${verdict.complaints.map((complaint) => `<p class="bad">${escaped(complaint)}</p>`).join("\n")}
${parts.join("\n")}
</main>
</html>
`;
}

const crossedFirst = (left: Judged, right: Judged) => Number(left.ok) - Number(right.ok);

const code = (text: string) => `<code>${escaped(text)}</code>`;

/** @param rows cells are HTML already */
function section(
  title: string,
  columns: readonly string[],
  rows: readonly { bad: boolean; cells: readonly string[] }[],
) {
  if (rows.length === 0) return "";
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join("");
  const body = rows.map(
    ({ bad, cells }) => `<tr${bad ? ' class="bad"' : ""}>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`,
  );
  return `<h2>${escaped(title)}</h2>\n<div class="scroll" role="region" tabindex="0" aria-label="${escaped(title)}"><table><thead><tr>${head}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table></div>`;
}
