import type { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { CsvSyntaxError } from "./file-content-error.ts";
import type { SplitRecord } from "./split-records.ts";
import { createJsonObject, toStorableText } from "./storable-json.ts";

const MAX_ROW_BYTES = 64 * 1024 * 1024;
const LINE_BREAKS = /\r\n|\n|\r/g;

/**
 * Reads CSV rows as objects of strings, by the names in the header line. A row with more or fewer cells than the
 * header is given as its bare list of cells, which no connector takes for a record: it is then rejected alone.
 * @throws CsvSyntaxError with the line.
 */
export async function* readCsv(stream: Readable): AsyncGenerator<SplitRecord> {
  const parser = parse({
    bom: true,
    info: true,
    relaxColumnCount: true,
    skipEmptyLines: true,
    maxRecordSize: MAX_ROW_BYTES,
  });
  stream.on("error", (error) => parser.destroy(error));
  stream.pipe(parser);
  let header: string[] | null = null;
  let index = 0;
  try {
    for await (const row of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const cells = row.record.map(toStorableText);
      const line = row.info.lines - row.record.reduce((sum, cell) => sum + (cell.match(LINE_BREAKS)?.length ?? 0), 0);
      if (header === null) {
        header = checkHeader(cells, line);
        continue;
      }
      const names = header;
      const isWhole = cells.length === names.length;
      const value = isWhole ? createJsonObject(cells.map((cell, column) => [names[column] as string, cell])) : cells;
      yield { value, listKey: null, line, column: 1, index: index++ };
    }
  } catch (cause) {
    if (cause instanceof CsvError) {
      const line = typeof cause.lines === "number" ? cause.lines : 1;
      throw new CsvSyntaxError(`not CSV: ${cause.message}`, { line, column: 1 }, { cause });
    }
    throw cause;
  } finally {
    stream.destroy();
  }
}

function checkHeader(names: string[], line: number): string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    const reason = `the header names the column ${JSON.stringify(twice)} twice; each column needs a name of its own`;
    throw new CsvSyntaxError(reason, { line, column: 1 });
  }
  return names;
}
