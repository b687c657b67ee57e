import { escaped, inWords, type Report } from "./report.ts";

/** Each limit as a test case, and whatever else went wrong as one more. */
export function junitOf({ profile, journey, verdict, result }: Report): string {
  const cases = verdict.judged.map(({ metric, expression, measured, ok, because }) => {
    const said = because ?? `measured ${inWords(measured)}`;
    return testCase(`${metric} ${expression}`, ok ? null : said);
  });
  cases.push(...verdict.complaints.map((complaint) => testCase("the run itself", complaint)));
  const failures = verdict.judged.filter(({ ok }) => !ok).length + verdict.complaints.length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${cases.length}" failures="${failures}">`,
    `<testsuite name="${escaped(`loadtest ${profile} ${journey}`)}" tests="${cases.length}" failures="${failures}" time="${result.seconds}" timestamp="${escaped(result.at)}">`,
    ...cases,
    "</testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

const testCase = (name: string, failure: string | null): string => {
  const head = `<testcase classname="loadtest" name="${escaped(name)}"`;
  return failure === null ? `${head}/>` : `${head}><failure message="${escaped(failure)}"/></testcase>`;
};
