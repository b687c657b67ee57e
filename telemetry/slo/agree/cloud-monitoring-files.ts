import { z } from "zod";
import type { GeneratedFile } from "../emit/emitted.ts";
import { contentOf } from "./generated-content.ts";

const Seconds = z
  .string()
  .regex(/^\d+s$/)
  .transform((text) => Number(text.slice(0, -1)));

const Metric = z.object({
  name: z.string(),
  filter: z.string(),
  metricKind: z.literal("DELTA"),
  valueType: z.enum(["INT64", "DISTRIBUTION"]),
  valueExtractor: z
    .string()
    .regex(/^EXTRACT\(jsonPayload\.[\w.]+\)$/)
    .nullable(),
  bounds: z.array(z.number()).nullable(),
});

const Objective = z.object({
  service: z.string(),
  sloId: z.string(),
  goal: z.number().gt(0).lt(1),
  badServiceFilter: z.string(),
  totalServiceFilter: z.string(),
});

const Aggregation = z.object({
  alignmentPeriod: Seconds,
  perSeriesAligner: z.string(),
  crossSeriesReducer: z.string(),
});

const Threshold = z.object({
  filter: z.string(),
  aggregations: z.array(Aggregation).max(1),
  comparison: z.enum(["COMPARISON_GT", "COMPARISON_LT"]),
  thresholdValue: z.number(),
  duration: Seconds,
  evaluationMissingData: z
    .enum(["EVALUATION_MISSING_DATA_INACTIVE", "EVALUATION_MISSING_DATA_ACTIVE", "EVALUATION_MISSING_DATA_NO_OP"])
    .nullable(),
});

const Query = z.object({ query: z.string(), duration: Seconds, evaluationInterval: Seconds });

const Policy = z.object({
  name: z.string(),
  combiner: z.enum(["AND", "OR"]),
  conditions: z
    .array(
      z.object({
        conditionThreshold: Threshold.nullable(),
        conditionPrometheusQueryLanguage: Query.nullable(),
        conditionMatchedLog: z.object({ filter: z.string() }).nullable(),
      }),
    )
    .min(1),
  alertStrategy: z.object({ autoClose: Seconds }),
});

export type LogBasedMetricFile = z.infer<typeof Metric>;
export type CloudMonitoringGoal = z.infer<typeof Objective>;
export type ThresholdFile = z.infer<typeof Threshold>;
export type QueryFile = z.infer<typeof Query>;
export type PolicyFile = z.infer<typeof Policy>;

export type CloudMonitoringFiles = {
  readonly metrics: readonly LogBasedMetricFile[];
  readonly objectives: readonly CloudMonitoringGoal[];
  readonly policies: readonly PolicyFile[];
};

/** What the generated files tell Cloud Monitoring. @throws ZodError when they say what these evaluators do not know */
export function readCloudMonitoring(files: readonly GeneratedFile[]): CloudMonitoringFiles {
  const read = (name: string) => contentOf(files, `alerts/generated/cloud-monitoring/${name}.json`);
  const { metrics } = z.object({ metrics: z.record(z.string(), Metric) }).parse(read("log-based-metrics"));
  const { objectives } = z
    .object({ objectives: z.record(z.string(), Objective) })
    .parse(read("service-level-objectives"));
  const { policies } = z.object({ policies: z.record(z.string(), Policy) }).parse(read("alert-policies"));
  return {
    metrics: Object.values(metrics),
    objectives: Object.values(objectives),
    policies: Object.values(policies),
  };
}
