import type { Json } from "../../model/json.ts";
import type { Refused } from "../guard/verdict.ts";

/** Why a statement that the guard accepted gave no answer. */
export type FailureKind =
  | "too_slow"
  | "too_expensive"
  | "too_large"
  | "unknown_name"
  | "wrong_types"
  | "wrong_value"
  | "not_allowed"
  | "not_supported"
  | "busy"
  | "unavailable"
  | "stopped"
  | "failed";

export type AskColumn = { name: string; type: string };

export type Answer = {
  ok: true;
  columns: AskColumn[];
  /** By position: names may occur twice. Times and numerics are texts as PostgreSQL writes them. */
  rows: Json[][];
  /** There is more than was asked for. */
  truncated: boolean;
  /** Milliseconds, from the question to the last row. */
  ms: number;
  /** As they came over the wire. */
  bytes: number;
  tables: string[];
  functions: string[];
  fingerprint: string;
  normalized: string;
};

export type Failure = {
  ok: false;
  kind: FailureKind;
  /** Ours, never the server's: its messages quote values. */
  reason: string;
  sqlstate: string | null;
  /** Character of the statement that the server points at, from 0. */
  position: number | null;
  ms: number;
};

export type RunResult = Answer | (Refused & { kind: "refused"; ms: number }) | Failure;
