import type { Position } from "./position.ts";

/** What one file of a bundle holds cannot be read: `reason` without the place, `line` and `column` from 1. */
export class FileContentError extends Error {
  readonly reason: string;
  readonly line: number;
  readonly column: number;

  constructor(reason: string, position: Position, options?: ErrorOptions) {
    super(`line ${position.line}, column ${position.column}: ${reason}`, options);
    this.name = new.target.name;
    this.reason = reason;
    this.line = position.line;
    this.column = position.column;
  }
}

/** The file is not JSON. */
export class JsonSyntaxError extends FileContentError {}

/** The file is JSON but of no shape that is read here: a record over the size limit, no response of the query. */
export class JsonShapeError extends FileContentError {}

/** The file is not CSV with a header. */
export class CsvSyntaxError extends FileContentError {}
