import { z } from "zod";
import { ANNOTATION_PREFIX, ANNOTATIONS, type AnnotationName, readAnnotation } from "./annotations.ts";
import { parseDuration } from "./duration.ts";
import { parseQuery, QUERY_FORM } from "./query.ts";
import type { Fault, Read } from "./read.ts";

/** An object of which every key is known; an unknown one is answered with those that are. */
const closed = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === "unrecognized_keys" ? Object.keys(shape).join(", ") : undefined),
  });

/** A text that a reader of ours understands; its fault goes with the issue, for parse.ts to place. */
const readable = (read: (text: string) => Read<unknown>) =>
  z.string().superRefine((text, context) => {
    const { fault } = read(text);
    if (fault) addFault(context, fault);
  });

/** RFC 1123, as OpenSLO asks of names. */
const Name = z
  .string()
  .max(63, "up to 63 signs")
  .regex(/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/, "lower-case letters, digits and hyphens, not at the ends");

const Text = z.string().min(1, "a text that is not empty");

const Title = Text.max(63, "up to 63 signs");

const LabelValue = z.union([z.string(), z.array(z.string())], "a text or a list of texts");

const LABEL_KEY = /^[a-zA-Z0-9](?:[-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/;

/** A name as of a label, after the domain of whoever means something by it. */
const ANNOTATION_KEY = /^(?:[a-z0-9][-.a-z0-9]{0,251}[a-z0-9]\/)?[a-zA-Z0-9](?:[-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/;

const Query = readable(parseQuery).describe(`${QUERY_FORM}, where {{window}} stands for the window of each rule.`);

const MetricSource = closed({
  metricSource: closed({ type: z.literal("Prometheus"), spec: closed({ query: Query }) }),
});

const RatioMetric = closed({
  counter: z.literal(true).describe("The queries count events that only grow in number."),
  good: MetricSource.optional(),
  bad: MetricSource.optional(),
  total: MetricSource,
})
  .superRefine((ratio, context) => exactlyOne(context, "good", ratio.good, "bad", ratio.bad))
  .meta({ oneOf: [{ required: ["good"] }, { required: ["bad"] }] });

const Target = closed({
  displayName: Text.optional(),
  target: z
    .number()
    .gt(0, "more than 0 and less than 1")
    .lt(1, "more than 0 and less than 1")
    .optional()
    .describe("The part of events that are good: 0.995 for 99.5 %."),
  targetPercent: z
    .number()
    .gt(0, "more than 0 and less than 100")
    .lt(100, "more than 0 and less than 100")
    .optional()
    .describe("The same in percent: 99.5."),
})
  .superRefine((one, context) => exactlyOne(context, "target", one.target, "targetPercent", one.targetPercent))
  .meta({ oneOf: [{ required: ["target"] }, { required: ["targetPercent"] }] });

const annotation = (name: AnnotationName) => readable(readAnnotation[name]).describe(ANNOTATIONS[name]);

const Annotations = z
  .object({
    "alxderia.dev/counts": annotation("alxderia.dev/counts"),
    "alxderia.dev/burn-rate-pairs": annotation("alxderia.dev/burn-rate-pairs").optional(),
    "alxderia.dev/most-severe": annotation("alxderia.dev/most-severe").optional(),
    "alxderia.dev/minimum-events": annotation("alxderia.dev/minimum-events").optional(),
    "alxderia.dev/idle": annotation("alxderia.dev/idle").optional(),
    "alxderia.dev/runbook": annotation("alxderia.dev/runbook").optional(),
    "alxderia.dev/k6-scenario": annotation("alxderia.dev/k6-scenario").optional(),
    "alxderia.dev/freeze": annotation("alxderia.dev/freeze").optional(),
  } satisfies Record<AnnotationName, z.ZodType>)
  .catchall(
    // What stands under our own prefix is meant for us, so a name that we do not know is a slip.
    z.string(),
  )
  .superRefine((given, context) => {
    for (const key of Object.keys(given)) {
      const isOurs = key.startsWith(ANNOTATION_PREFIX);
      if (isOurs ? key in ANNOTATIONS : ANNOTATION_KEY.test(key)) continue;
      const allowed = isOurs ? Object.keys(ANNOTATIONS).join(", ") : "<domain>/<name> or <name>, up to 63 signs each";
      addFault(context, { given: key, allowed, advice: "correct the name, or use a prefix of your own" }, [key]);
    }
  });

const TimeWindow = closed({
  duration: z
    .string()
    .refine(
      (text) => parseDuration(text) !== null,
      "a number with m, h, d or w, e.g. 28d; M, Q and Y have no fixed length",
    )
    .describe("The rolling window: 28d."),
  isRolling: z.literal(true).describe("Calendar windows are not compiled: their alerts would change with the date."),
});

/**
 * The part of OpenSLO v1 that is compiled. What it accepts is valid by the rules of the reference validator, too:
 * https://github.com/OpenSLO/go-sdk/tree/main/pkg/openslo/v1
 */
export const SloDocument = closed({
  apiVersion: z.literal("openslo/v1"),
  kind: z.literal("SLO"),
  metadata: closed({
    name: Name.describe("Also the name of the file."),
    displayName: Title,
    labels: z.record(z.string().regex(LABEL_KEY, "letters, digits, dots, hyphens"), LabelValue).optional(),
    annotations: Annotations,
  }),
  spec: closed({
    description: Text.max(1050, "up to 1050 signs"),
    service: Name,
    indicator: closed({
      metadata: closed({ name: Name, displayName: Title.optional() }),
      spec: closed({ ratioMetric: RatioMetric }),
    }),
    timeWindow: z.array(TimeWindow).length(1, "exactly one window"),
    budgetingMethod: z.literal("Occurrences").describe("The budget is counted in events, not in slices of time."),
    objectives: z.array(Target).length(1, "exactly one objective; write another file for another one"),
  }),
});

export type SloDocument = z.infer<typeof SloDocument>;

/** The schema for editors: `# yaml-language-server: $schema=../generated/openslo.schema.json`. */
export const createEditorSchema = () => ({
  ...z.toJSONSchema(SloDocument, { target: "draft-07" }),
  title: "OpenSLO v1, as Alxderia compiles it",
});

function exactlyOne(context: z.RefinementCtx, first: string, one: unknown, second: string, other: unknown): void {
  if ((one === undefined) !== (other === undefined)) return;
  const given = one === undefined ? "neither" : `${first} and ${second}`;
  addFault(context, { given, allowed: `exactly one of ${first} and ${second}`, advice: "keep one of them" });
}

function addFault(context: z.RefinementCtx, fault: Fault, path: string[] = []): void {
  context.addIssue({ code: "custom", message: fault.allowed, params: fault, path });
}
