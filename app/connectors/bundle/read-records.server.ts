import type { Readable } from "node:stream";
import type { JsonObject } from "../../model/json.ts";
import { isJsonObject } from "../../model/json.ts";
import type { SourceFile } from "../../model/source.ts";
import { describeContinuation, describeResponseContinuation } from "./continuation.ts";
import { JsonShapeError } from "./file-content-error.ts";
import { readCsv } from "./read-csv.server.ts";
import { createRecordSplitter, type SplitRecord } from "./split-records.ts";

/** How a file ended: whether its last page says that the listing goes on, and the reason in words. */
export type ReadOutcome = { continued: boolean; reason: string | null };

/** Called for each record in the order of the file; a promise is awaited before the next one. */
export type OnRecord = (record: SplitRecord) => void | Promise<void>;

type FileFormat = Pick<SourceFile, "format" | "listKeys" | "expand">;

/**
 * Streams the records of one file of a bundle. Records before a fault have been given when it is thrown.
 * @throws JsonSyntaxError, JsonShapeError or CsvSyntaxError (all FileContentError) with the place; what the stream
 * itself or `onRecord` throws comes through unchanged.
 */
export async function readRecords(stream: Readable, file: FileFormat, onRecord: OnRecord): Promise<ReadOutcome> {
  if (file.format === "csv") {
    for await (const record of readCsv(stream)) {
      await onRecord(record);
    }
    return toOutcome(null);
  }
  return file.format === "graphql" ? readResponses(stream, file, onRecord) : readJson(stream, file.listKeys, onRecord);
}

async function readJson(stream: Readable, listKeys: readonly string[], onRecord: OnRecord): Promise<ReadOutcome> {
  let reason: string | null = null;
  const onPage = (members: JsonObject) => {
    reason = describeContinuation(members);
  };
  await forEachSplit(stream, listKeys, onPage, onRecord);
  return toOutcome(reason);
}

async function readResponses(stream: Readable, file: FileFormat, onRecord: OnRecord): Promise<ReadOutcome> {
  const { expand } = file;
  if (expand === undefined) {
    throw new TypeError("a source file of format graphql needs expand");
  }
  let reason: string | null = null;
  let index = 0;
  await forEachSplit(
    stream,
    [],
    () => undefined,
    async ({ value: response, line, column }) => {
      const records = expand(response);
      if (records === null) {
        throw new JsonShapeError(describeNoResponse(response), { line, column });
      }
      reason = describeResponseContinuation(response);
      for (const value of records) {
        await onRecord({ value, listKey: null, line, column, index: index++ });
      }
    },
  );
  return toOutcome(reason);
}

async function forEachSplit(
  stream: Readable,
  listKeys: readonly string[],
  onPage: (members: JsonObject) => void,
  onRecord: OnRecord,
): Promise<void> {
  let split: SplitRecord[] = [];
  const splitter = createRecordSplitter({ listKeys, onPage, onRecord: (record) => split.push(record) });
  const step = async (advance: () => void) => {
    try {
      advance();
    } finally {
      const records = split;
      split = [];
      for (const record of records) {
        const done = onRecord(record);
        if (done !== undefined) {
          await done;
        }
      }
    }
  };
  for await (const chunk of stream) {
    await step(() => splitter.push(chunk));
  }
  await step(() => splitter.end());
}

function describeNoResponse(response: SplitRecord["value"]): string {
  const wanted =
    'expected whole GraphQL responses of the query that this file is named after, {"data":{"organization":{…}}}';
  const errors = isJsonObject(response) && Array.isArray(response.errors) ? response.errors : [];
  const first = errors.find(isJsonObject)?.message;
  return typeof first === "string" ? `${wanted}; this response is an error: ${first}` : wanted;
}

function toOutcome(reason: string | null): ReadOutcome {
  return { continued: reason !== null, reason };
}
