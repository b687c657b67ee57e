import { z } from "zod";
import type { TenantTransaction } from "./database.server.ts";
import { defineStatement } from "./statement.ts";

const setNestedLoops = defineStatement(
  "planner_nested_loops_set",
  z.object({}),
  "select set_config('enable_nestloop', $1, true)",
);

const setHashJoins = defineStatement(
  "planner_hash_joins_set",
  z.object({}),
  "select set_config('enable_hashjoin', $1, true)",
);

const setAllButMerges = defineStatement(
  "planner_all_but_merges_set",
  z.object({}),
  "select set_config('enable_hashjoin', $1, true), set_config('enable_nestloop', $1, true)",
);

/**
 * Runs statements that read whole tables without nested loops. The tables may have been filled a moment ago, or stand
 * behind a security barrier: by what it knows, the planner takes a tenant's first load for one row and compares each row
 * with each, which takes minutes from some ten thousand on.
 */
export async function withHashJoins<Result>(
  transaction: TenantTransaction,
  work: () => Promise<Result>,
): Promise<Result> {
  await transaction.query(setNestedLoops, ["off"]);
  const result = await work();
  await transaction.query(setNestedLoops, ["on"]);
  return result;
}

/**
 * Runs statements whose rows come in one order from the indexes of both sides by merging them: the planner would hash the
 * larger side, which takes longer than reading both. What is `lateral` is still looked up one by one.
 */
export async function withMergeJoins<Result>(
  transaction: TenantTransaction,
  work: () => Promise<Result>,
): Promise<Result> {
  await transaction.query(setAllButMerges, ["off"]);
  const result = await work();
  await transaction.query(setAllButMerges, ["on"]);
  return result;
}

/** Runs statements of which one part merges two indexes, and another one looks up row by row until it has found enough. */
export async function withoutHashJoins<Result>(
  transaction: TenantTransaction,
  work: () => Promise<Result>,
): Promise<Result> {
  await transaction.query(setHashJoins, ["off"]);
  const result = await work();
  await transaction.query(setHashJoins, ["on"]);
  return result;
}
