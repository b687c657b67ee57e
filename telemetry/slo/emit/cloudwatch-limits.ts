import { z } from "zod";

// The shapes of the generated files, with the limits that AWS documents.

export const Generated = z.string().startsWith("By `npm run generate`");
export const Placeholders = z.record(z.string().regex(/^[a-z_]+$/), z.string().min(1));
const AlarmName = z.string().min(1).max(255);
const Description = z.string().min(1).max(1024);
const Dimensions = z
  .record(z.string().min(1).max(255), z.string().min(1).max(1024))
  .refine((dimensions) => Object.keys(dimensions).length <= 30);
const Reach = { runbook: z.string().regex(/^docs\/runbooks\/[a-z0-9-]+\.md$/) };
const Told = { ...Reach, severity: z.enum(["critical", "warning"]), channel: z.enum(["on-call", "operations"]) };
const Period = z.number().refine((seconds) => [10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0));

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
export const Filter = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(512)
      .regex(/^[^:*]+$/),
    logGroup: z.string(),
    pattern: z.string().max(1024),
    namespace: z
      .string()
      .max(255)
      .regex(/^[^:*$]+$/),
    metricName: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[^:*$]+$/),
    value: z.string().max(100),
    defaultValue: z.number().nullable(),
    unit: z.enum(["Count", "Milliseconds", "Seconds", "Bytes", "None"]),
    dimensions: z.record(z.string(), z.string()).refine((dimensions) => Object.keys(dimensions).length <= 3),
  })
  .refine(({ dimensions, defaultValue }) => Object.keys(dimensions).length === 0 || defaultValue === null);

const Query = z.strictObject({
  id: z.string().regex(/^[a-z][A-Za-z0-9_]*$/),
  expression: z.string().max(2048).nullable(),
  namespace: z.string().nullable(),
  metricName: z.string().nullable(),
  dimensions: Dimensions,
  statistic: z.string().nullable(),
  period: Period.nullable(),
  returnData: z.boolean(),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const Alarm = z
  .strictObject({
    ...Reach,
    severity: Told.severity.nullable(),
    channel: Told.channel.nullable(),
    name: AlarmName,
    description: Description,
    namespace: z.string().max(255).nullable(),
    metricName: z.string().max(255).nullable(),
    dimensions: Dimensions,
    statistic: z.enum(["SampleCount", "Average", "Sum", "Minimum", "Maximum"]).nullable(),
    extendedStatistic: z
      .string()
      .regex(/^p\d{1,2}(\.\d+)?$/)
      .nullable(),
    period: Period.nullable(),
    metrics: z.array(Query).max(10),
    thresholdMetricId: z.string().nullable(),
    threshold: z.number().nullable(),
    comparisonOperator: z.enum([
      "GreaterThanThreshold",
      "GreaterThanOrEqualToThreshold",
      "LessThanThreshold",
      "GreaterThanUpperThreshold",
    ]),
    evaluationPeriods: z.number().int().min(1),
    datapointsToAlarm: z.number().int().min(1),
    treatMissingData: z.enum(["missing", "ignore", "breaching", "notBreaching"]),
    evaluateLowSampleCountPercentiles: z.enum(["evaluate", "ignore"]).nullable(),
  })
  .refine(({ datapointsToAlarm, evaluationPeriods }) => datapointsToAlarm <= evaluationPeriods)
  .refine(({ metrics, metricName, period }) => (metrics.length === 0) === (metricName !== null && period !== null))
  .refine(({ metrics, statistic, extendedStatistic }) =>
    metrics.length > 0 ? !statistic : (statistic === null) !== (extendedStatistic === null),
  )
  .refine(({ threshold, thresholdMetricId, metrics }) =>
    thresholdMetricId === null ? threshold !== null : metrics.some(({ id }) => id === thresholdMetricId),
  )
  .refine(({ period, metrics, evaluationPeriods }) => {
    const seconds = period ?? metrics.find((each) => each.period !== null)?.period ?? 0;
    return seconds <= 86_400 && seconds * evaluationPeriods <= (seconds < 3_600 ? 86_400 : 604_800);
  });

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export const Composite = z.strictObject({
  ...Told,
  name: AlarmName,
  description: Description,
  rule: z.string().min(1).max(10_240),
  children: z.array(AlarmName).min(1).max(100),
  suppressor: AlarmName.nullable(),
  suppressorWaitPeriod: z.number().int().min(0),
  suppressorExtensionPeriod: z.number().int().min(0),
});

const Count = z.strictObject({
  Id: z.string(),
  MetricStat: z.strictObject({
    Metric: z.strictObject({
      Namespace: z.literal("Alxderia"),
      MetricName: z.string(),
      Dimensions: z.array(z.never()),
    }),
    Period: z.literal(60),
    Stat: z.literal("Sum"),
  }),
  ReturnData: z.literal(true),
});

/** https://docs.aws.amazon.com/applicationsignals/latest/APIReference/API_CreateServiceLevelObjective.html */
export const Objective = z.strictObject({
  Type: z.literal("AWS::ApplicationSignals::ServiceLevelObjective"),
  Properties: z.strictObject({
    Name: z.string().regex(/^[0-9A-Za-z][-._0-9A-Za-z ]{0,126}[0-9A-Za-z]$/),
    Description: z.string().min(1).max(1024),
    RequestBasedSli: z.strictObject({
      RequestBasedSliMetric: z.strictObject({
        TotalRequestCountMetric: z.array(Count).length(1),
        MonitoredRequestCountMetric: z.strictObject({ BadCountMetric: z.array(Count).length(1) }),
      }),
    }),
    Goal: z.strictObject({
      Interval: z.strictObject({
        RollingInterval: z.strictObject({ Duration: z.number().int().min(1), DurationUnit: z.literal("DAY") }),
      }),
      AttainmentGoal: z.number().gt(0).lt(100),
    }),
    BurnRateConfigurations: z
      .array(z.strictObject({ LookBackWindowMinutes: z.number().int().min(1).max(10_080) }))
      .min(1)
      .max(10),
  }),
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const Rule = z.strictObject({
  ...Told,
  name: z
    .string()
    .max(64)
    .regex(/^[.\-_A-Za-z0-9]+$/),
  description: z.string().max(512),
  state: z.enum(["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]),
  eventPattern: z.strictObject({
    source: z.array(z.string().regex(/^aws\.[a-z]+$/)),
    "detail-type": z.tuple([z.literal("AWS API Call via CloudTrail")]),
    detail: z.strictObject({
      eventSource: z.array(z.string().endsWith(".amazonaws.com")),
      eventName: z.array(z.string()).min(1),
      errorCode: z.tuple([z.strictObject({ exists: z.literal(true) })]),
    }),
  }),
  needs: z.string().min(1),
});
