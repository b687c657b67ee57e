import type { GeneratedFile } from "./emitted.ts";
import { type AlertingRule, yamlFile } from "./prometheus-yaml.ts";

export type InputSeries = { readonly series: string; readonly values: string };

/** One piece of traffic and what the rules must say of it. Times are seconds since its start. */
export type TestCase = {
  readonly name: string;
  readonly series: readonly InputSeries[];
  readonly alerts: readonly ExpectedAlert[];
  readonly numbers?: readonly ExpectedNumber[];
};

/** Whether the rule fires at that time; `as` holds what stands in its annotations for templates on the value. */
export type ExpectedAlert = {
  readonly at: number;
  readonly rule: AlertingRule;
  readonly fires: false | { readonly as: Readonly<Record<string, string>> };
};

/** @property value null for no sample at all */
export type ExpectedNumber = { readonly at: number; readonly expr: string; readonly value: number | null };

/** @param step seconds between readings and between evaluations */
export type TestFile = {
  readonly name: string;
  readonly rules: string;
  readonly step: number;
  readonly evaluation?: number;
  readonly cases: readonly TestCase[];
};

/** Writes the cases as `promtool test rules` reads them. */
export function testFile({ name, rules, step, evaluation, cases }: TestFile): GeneratedFile {
  return yamlFile(`tests/${name}.test.yaml`, `Run: promtool test rules ${name}.test.yaml`, {
    rule_files: [`../${rules}`],
    evaluation_interval: `${evaluation ?? step}s`,
    tests: cases.map(({ name: title, series, alerts, numbers }) => ({
      name: title,
      interval: `${step}s`,
      input_series: series,
      alert_rule_test: alerts.map(expectedAlert),
      ...(numbers ? { promql_expr_test: numbers.map(expectedNumber) } : {}),
    })),
  });
}

function expectedAlert({ at, rule, fires }: ExpectedAlert) {
  const exp_alerts = fires
    ? [{ exp_labels: rule.labels, exp_annotations: fillTemplates(rule.annotations, fires.as) }]
    : [];
  return { eval_time: `${at}s`, alertname: rule.alert, exp_alerts };
}

const expectedNumber = ({ at, expr, value }: ExpectedNumber) => ({
  expr,
  eval_time: `${at}s`,
  exp_samples: value === null ? [] : [{ labels: "{}", value }],
});

const fillTemplates = (annotations: Readonly<Record<string, string>>, as: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(annotations).map(([key, text]) => [
      key,
      Object.entries(as).reduce((filled, [template, value]) => filled.replaceAll(template, value), text),
    ]),
  );
