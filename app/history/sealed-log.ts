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

/** A log as seals see it: rows in the order of commits. */
export type SealedLog = {
  name: LogName;
  /**
   * @param after the last row that is not wanted any more; null from the first
   * @param below only rows of transactions before this one, null without a bound
   */
  read(tx: TenantTransaction, after: RowKey | null, below: string | null): AsyncGenerator<LogRow[]>;
};
