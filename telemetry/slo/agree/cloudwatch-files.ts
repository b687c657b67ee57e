import { z } from "zod";
import type { GeneratedFile } from "../emit/emitted.ts";
import { contentOf } from "./generated-content.ts";

const Filter = z.object({
  pattern: z.string(),
  namespace: z.string(),
  metricName: z.string(),
  value: z.string().regex(/^(\d+|\$\..+)$/),
  defaultValue: z.number().nullable(),
});

const Alarm = z.object({
  name: z.string(),
  namespace: z.string().nullable(),
  metricName: z.string().nullable(),
  dimensions: z.record(z.string(), z.string()),
  statistic: z.enum(["Sum", "Maximum", "Minimum", "Average", "SampleCount"]).nullable(),
  extendedStatistic: z
    .string()
    .regex(/^p\d+(\.\d+)?$/)
    .nullable(),
  period: z.number().multipleOf(60).nullable(),
  threshold: z.number().nullable(),
  comparisonOperator: z.enum([
    "GreaterThanThreshold",
    "GreaterThanOrEqualToThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
    "GreaterThanUpperThreshold",
  ]),
  evaluationPeriods: z.number().int().min(1),
  datapointsToAlarm: z.number().int().min(1),
  treatMissingData: z.enum(["missing", "breaching", "notBreaching", "ignore"]),
});

const Composite = z.object({
  name: z.string(),
  rule: z.string(),
  suppressor: z.string().nullable(),
  suppressorWaitPeriod: z.number(),
  suppressorExtensionPeriod: z.number(),
});

const Count = z.tuple([
  z.object({
    MetricStat: z.object({
      Metric: z.object({ Namespace: z.string(), MetricName: z.string() }),
      Period: z.literal(60),
      Stat: z.literal("Sum"),
    }),
  }),
]);

const Objective = z.object({
  Properties: z.object({
    Name: z.string(),
    RequestBasedSli: z.object({
      RequestBasedSliMetric: z.object({
        TotalRequestCountMetric: Count,
        MonitoredRequestCountMetric: z.object({ BadCountMetric: Count }),
      }),
    }),
    Goal: z.object({ AttainmentGoal: z.number().gt(0).lt(100) }),
    BurnRateConfigurations: z.array(z.object({ LookBackWindowMinutes: z.number().int().min(1).max(10_080) })),
  }),
});

export type CloudWatchFilter = z.infer<typeof Filter>;
export type CloudWatchAlarm = z.infer<typeof Alarm>;
export type CloudWatchComposite = z.infer<typeof Composite>;
export type CloudWatchObjective = z.infer<typeof Objective>["Properties"];

export type CloudWatchFiles = {
  readonly filters: readonly CloudWatchFilter[];
  readonly alarms: readonly CloudWatchAlarm[];
  readonly composites: readonly CloudWatchComposite[];
  readonly objectives: readonly CloudWatchObjective[];
};

/** What the generated files tell CloudWatch. @throws ZodError when they say what these evaluators do not know */
export function readCloudWatch(files: readonly GeneratedFile[]): CloudWatchFiles {
  const read = (name: string) => contentOf(files, `alerts/generated/cloudwatch/${name}.json`);
  const table = <Item extends z.ZodType>(key: string, item: Item) => z.object({ [key]: z.record(z.string(), item) });
  const all = <Item extends z.ZodType>(name: string, key: string, item: Item): z.infer<Item>[] =>
    Object.values(z.record(z.string(), item).parse(table(key, item).parse(read(name))[key]));
  return {
    filters: all("log-metric-filters", "filters", Filter),
    alarms: all("metric-alarms", "alarms", Alarm),
    composites: all("composite-alarms", "alarms", Composite),
    objectives: all("service-level-objectives", "resources", Objective).map(({ Properties }) => Properties),
  };
}
