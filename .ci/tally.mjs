// Adds up what .ci/run left in its folder: <step>.exit of each step, and the JSON reports of Vitest and Playwright.
// Prints the tests that failed, one line a step, and the sum as the last line; exits with 1 when anything failed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

const folder = process.argv[2] ?? ".cache/ci";
const REPORTS = { test: countVitest, e2e: countPlaywright };
const sum = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

const steps = readdirSync(folder)
  .filter((name) => name.endsWith(".exit"))
  .map((name) => name.slice(0, -".exit".length));
for (const step of steps) {
  const code = readFileSync(path.join(folder, `${step}.exit`), "utf8").trim();
  // 77: what the step needs is not on this machine, and it said so.
  const counts = code === "77" ? { passed: 0, failed: 0, skipped: 1 } : countStep(step, code === "0");
  for (const key of Object.keys(sum)) sum[key] += counts[key];
  console.log(`${step}: ${describe(counts)}`);
}
if (steps.length === 0) {
  console.error(`no step left its exit code in ${folder}`);
  sum.failed += 1;
}
// Before the sum and after all output of the steps, whose beginning a long log may have lost.
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(describe(sum));
process.exitCode = sum.failed > 0 ? 1 : 0;

function countStep(step, ended) {
  const read = REPORTS[step];
  if (!read) return { passed: ended ? 1 : 0, failed: ended ? 0 : 1, skipped: 0 };
  const file = path.join(folder, `${step}.json`);
  const counts = existsSync(file) ? readReport(file, read) : null;
  // No report, or a run that failed outside every test (set-up, an unhandled error), is a failure of its own.
  if (counts === null) return { passed: 0, failed: 1, skipped: 0 };
  if (!ended && counts.failed === 0) counts.failed = 1;
  return counts;
}

function readReport(file, read) {
  try {
    return read(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    return null;
  }
}

function countVitest(report) {
  // A file that did not load has no test in it to fail.
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  failures.push(...broken.map((file) => nameFailure(file.name, "the file", file.message)));
  for (const { name, assertionResults } of report.testResults) {
    for (const { status, fullName, failureMessages } of assertionResults) {
      if (status === "failed") failures.push(nameFailure(name, fullName, failureMessages[0]));
    }
  }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function countPlaywright(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  for (const { file, title, tests } of report.suites.flatMap(specsOf)) {
    const ended = tests.flatMap(({ status, results }) => (status === "unexpected" ? results.slice(-1) : []));
    failures.push(...ended.map(({ error }) => nameFailure(file, title, error?.message)));
  }
  return { passed: expected + flaky, failed: unexpected, skipped };
}

function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

function nameFailure(file, test, message = "") {
  const firstLine = stripVTControlCharacters(message).split("\n", 1)[0].slice(0, 300);
  return `${path.relative(".", file)}: ${test}: ${firstLine}`;
}

function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
