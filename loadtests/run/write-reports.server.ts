import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Limit } from "../limits.ts";
import { readNotes } from "../notes.ts";
import { htmlOf } from "../report/html.ts";
import { junitOf } from "../report/junit.ts";
import { markdownOf } from "../report/markdown.ts";
import type { Report } from "../report/report.ts";
import { readResults, resultOf } from "../report/result.ts";
import { readSummary } from "../report/summary.ts";
import { judge } from "../report/verdict.ts";
import { JOURNEYS } from "../scenarios.ts";
import type { Words } from "./words.ts";

type Ended = {
  readonly words: Words;
  readonly url: string;
  /** What k6 ended with. */
  readonly code: number;
  readonly at: Date;
  readonly revision: string;
  readonly limits: Readonly<Record<string, readonly Limit[]>>;
  readonly summaryFile: string;
  readonly consoleFile: string;
};

/**
 * Judges the run and writes junit.xml, report.md and report.html beside k6's summary.json, and its line into the results.
 * @returns what was found, and the Markdown
 */
export async function writeReports(ended: Ended): Promise<{ report: Report; markdown: string }> {
  const { words, url, limits, at, revision } = ended;
  const { profile, journey } = words;
  const summary = readSummary(await contentOf(ended.summaryFile));
  const verdict = judge(ended.code, summary, limits);
  const { passed, code } = verdict;
  const run = { at: at.toISOString(), profile, journey, revision, passed, code };
  const result = resultOf(run, summary, JOURNEYS[journey]);
  await mkdir(path.dirname(words.results), { recursive: true });
  await appendFile(words.results, `${JSON.stringify(result)}\n`);
  const past = readResults(await contentOf(words.results)).filter(
    (each) => each.profile === profile && each.journey === journey,
  );
  const notes = readNotes(await contentOf(ended.consoleFile));
  const report: Report = { profile, journey, url, verdict, summary, result, notes, past };
  const markdown = markdownOf(report);
  await writeFile(path.join(words.out, "junit.xml"), junitOf(report));
  await writeFile(path.join(words.out, "report.md"), markdown);
  await writeFile(path.join(words.out, "report.html"), htmlOf(report, process.env.TRACES_URL || null));
  // The page of a workflow's run; elsewhere it is not set.
  if (process.env.GITHUB_STEP_SUMMARY) await appendFile(process.env.GITHUB_STEP_SUMMARY, markdown);
  return { report, markdown };
}

/** @returns nothing for a file that is not there: k6 may have ended before it wrote it */
const contentOf = (file: string): Promise<string> => readFile(file, "utf8").catch(() => "");
