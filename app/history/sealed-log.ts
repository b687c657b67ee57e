import type { TenantTransaction } from "../db/database.server.ts";
import type { LogName, RowKey } from "./seal.ts";

/** A row of a log as seals see it. */
export type LogRow = {
  key: RowKey;
  /** Canonical JSON (RFC 8785) of every column: what its leaf is the hash of. */
  leaf: string;
  /** What it is about: the record of an event, the target of an entry. */
  subject: string | null;
  /** When, in microseconds since 1970. */
  at: string;
  /** For people: which row it is. */
  name: string;
  /** What is wrong with it by itself, or beside the event before it; null is nothing. */
  fault: RowFault | null;
};

export type RowFault = "changed" | "chain" | "run";

export type RowRange = {
  /** The last row that is not wanted any more; null from the first. */
  after: RowKey | null;
  /** Only rows of transactions before this one. */
  below?: string | null;
  /** So many rows at most. */
  atMost?: number;
  /** Rows up to this one are not held against the event before them and their run: their seal tells more. */
  sealedUpTo?: RowKey | null;
};

/** A log as seals see it: rows in the order of commits. */
export type SealedLog = {
  name: LogName;
  read(tx: TenantTransaction, range: RowRange): AsyncGenerator<LogRow[]>;
};
