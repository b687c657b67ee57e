import { z } from "zod";

// The shapes of the generated files, with the limits that Google documents.

const seconds = (text: string): number => Number(/^(\d+)s$/.exec(text)?.[1] ?? Number.NaN);
const Minutes = z.string().refine((text) => seconds(text) % 60 === 0);

/** https://docs.cloud.google.com/logging/docs/reference/v2/rest/v2/projects.metrics */
export const Metric = z
  .strictObject({
    name: z
      .string()
      .max(100)
      .regex(/^[A-Za-z0-9_\-.,+!*'()%][A-Za-z0-9_\-.,+!*'()%/]*$/),
    filter: z.string().min(1).max(20_000),
    metricKind: z.literal("DELTA"),
    valueType: z.enum(["INT64", "DISTRIBUTION"]),
    unit: z.enum(["1", "ms", "s", "By"]),
    valueExtractor: z
      .string()
      .regex(/^EXTRACT\(jsonPayload(\.[a-z0-9_]+)+\)$/)
      .nullable(),
    labelExtractors: z.record(z.string(), z.string()).refine((labels) => Object.keys(labels).length <= 10),
    bounds: z.array(z.number()).min(1).max(200).nullable(),
  })
  .refine(({ valueType, valueExtractor, bounds }) =>
    [valueExtractor, bounds].every((each) => (each !== null) === (valueType === "DISTRIBUTION")),
  )
  .refine(({ bounds }) => (bounds ?? []).every((bound, index, all) => index === 0 || bound > (all[index - 1] ?? 0)));

/** https://docs.cloud.google.com/monitoring/api/ref_v3/rest/v3/services.serviceLevelObjectives */
export const Objective = z.strictObject({
  name: z.string(),
  service: z.string(),
  sloId: z.string().regex(/^[a-zA-Z0-9\-_:.]+$/),
  displayName: z.string().max(512),
  goal: z.number().gt(0).max(0.999),
  rollingPeriodDays: z.number().int().min(1).max(30),
  badServiceFilter: z.string(),
  totalServiceFilter: z.string(),
});

export const Service = z.strictObject({
  name: z.string(),
  serviceId: z.string().regex(/^[a-z0-9-]+$/),
  displayName: z.string(),
});

/** An alignment of more than 25 hours is refused in a policy. */
const Threshold = z
  .strictObject({
    filter: z.string().min(1).max(2048),
    aggregations: z
      .array(
        z.strictObject({
          alignmentPeriod: Minutes.refine((text) => seconds(text) >= 60 && seconds(text) <= 90_000),
          perSeriesAligner: z.enum(["ALIGN_DELTA", "ALIGN_MEAN", "ALIGN_MAX"]),
          crossSeriesReducer: z.enum(["REDUCE_SUM", "REDUCE_MAX", "REDUCE_MEAN", "REDUCE_PERCENTILE_99"]),
        }),
      )
      .max(1),
    comparison: z.literal("COMPARISON_GT"),
    thresholdValue: z.number(),
    duration: Minutes.refine((text) => seconds(text) <= 84_600),
    evaluationMissingData: z.literal("EVALUATION_MISSING_DATA_INACTIVE").nullable(),
  })
  .refine(({ filter, aggregations }) => filter.startsWith("select_slo_") === (aggregations.length === 0))
  .refine(({ duration, evaluationMissingData }) => evaluationMissingData === null || seconds(duration) >= 60);

const Condition = z
  .strictObject({
    displayName: z.string().min(1),
    conditionThreshold: Threshold.nullable(),
    conditionPrometheusQueryLanguage: z
      .strictObject({
        query: z.string().min(1),
        duration: Minutes,
        evaluationInterval: z.string().refine((text) => seconds(text) > 0 && seconds(text) % 30 === 0),
      })
      .nullable(),
    conditionMatchedLog: z.strictObject({ filter: z.string().min(1) }).nullable(),
  })
  .refine(
    (each) =>
      [each.conditionThreshold, each.conditionPrometheusQueryLanguage, each.conditionMatchedLog].filter(Boolean)
        .length === 1,
  );

/** https://docs.cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies; one line or query stands alone. */
export const Policy = z
  .strictObject({
    name: z.string(),
    displayName: z.string().min(1).max(512),
    severity: z.enum(["CRITICAL", "WARNING"]),
    channel: z.enum(["on-call", "operations"]),
    runbook: z.string().regex(/^docs\/runbooks\/[a-z0-9-]+\.md$/),
    documentation: z.strictObject({
      subject: z.string().max(255),
      content: z.string().max(8_192),
      mimeType: z.literal("text/markdown"),
    }),
    userLabels: z.record(z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/), z.string().regex(/^[a-z0-9_-]{0,63}$/)),
    combiner: z.enum(["AND", "OR"]),
    conditions: z.array(Condition).min(1).max(6),
    alertStrategy: z.strictObject({
      autoClose: z.string().refine((text) => seconds(text) >= 1_800 && seconds(text) <= 604_800),
      notificationRateLimit: z.string().nullable(),
    }),
  })
  .refine(({ conditions }) => conditions.length === 1 || conditions.every((each) => each.conditionThreshold !== null))
  .refine(
    ({ conditions, alertStrategy }) =>
      conditions.some((each) => each.conditionMatchedLog) === (alertStrategy.notificationRateLimit !== null),
  );

export const Head = {
  _generated: z.string().startsWith("By `npm run generate`"),
  placeholders: z.record(z.string(), z.string().min(1)),
};
