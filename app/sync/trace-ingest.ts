import { ATTRIBUTE, SPAN } from "../../telemetry/conventions.ts";
import { type Attributes, type Span, withRootSpan, withSpan } from "../../telemetry/spans.ts";
import type { ScopeKind } from "./scope-tables.ts";

// Attributes hold kinds and counts only: a scope's full name has an account or an organisation in it.

export type IngestPhase =
  | "opening"
  | "waiting"
  | "reading"
  | "writing"
  | "who is who"
  | "search"
  | "effective access"
  | "findings";

type Changes = { added: number; updated: number; closed: number };
type Files = readonly { read: number; rejected: number }[];

/** One ingest is one trace, however it was started. */
export function traceIngest<Result extends { changes: Changes; files: Files }>(
  work: () => Promise<Result>,
): Promise<Result> {
  return withRootSpan(SPAN.ingest, {}, (span) =>
    describeEnd(span, work, ({ changes, files }) => ({ ...countFiles(files), ...countChanges(changes) })),
  );
}

export function traceScope<Result extends { complete: boolean; applied: Changes; files: Files }>(
  kind: ScopeKind,
  work: () => Promise<Result>,
): Promise<Result> {
  return withSpan(SPAN.ingestScope, "internal", { [ATTRIBUTE.ingestScope]: kind }, (span) =>
    describeEnd(span, work, ({ complete, applied, files }) => ({
      [ATTRIBUTE.ingestComplete]: complete,
      ...countFiles(files),
      ...countChanges(applied),
    })),
  );
}

export function tracePhase<Result>(phase: IngestPhase, work: () => Promise<Result>): Promise<Result> {
  return withSpan(SPAN.ingestPhase, "internal", { [ATTRIBUTE.ingestPhase]: phase }, work);
}

/** A phase that ends when the work calls `begun`; what comes after it in the same work is not part of the phase. */
export async function traceBeginning<Result>(
  phase: IngestPhase,
  work: (begun: () => void) => Promise<Result>,
): Promise<Result> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const working = work(resolve);
  await tracePhase(phase, async () => {
    await Promise.race([promise, working]);
  });
  return working;
}

async function describeEnd<Result>(
  span: Span | null,
  work: () => Promise<Result>,
  describe: (result: Result) => Attributes,
): Promise<Result> {
  const result = await work();
  span?.setAttributes(describe(result));
  return result;
}

function countFiles(files: Files): Attributes {
  return {
    [ATTRIBUTE.ingestRead]: files.reduce((sum, file) => sum + file.read, 0),
    [ATTRIBUTE.ingestRejected]: files.reduce((sum, file) => sum + file.rejected, 0),
  };
}

function countChanges({ added, updated, closed }: Changes): Attributes {
  return {
    [ATTRIBUTE.ingestAdded]: added,
    [ATTRIBUTE.ingestUpdated]: updated,
    [ATTRIBUTE.ingestClosed]: closed,
  };
}
