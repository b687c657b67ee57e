import { z } from "zod";

const EXPLAIN = "explain (format json) ";

/** @returns what asks for the plan of a statement */
export const explainText = (text: string): string => EXPLAIN + text;

/** An error of `explainText`, with the position that it has in the text itself. */
export function movePosition(error: unknown): unknown {
  if (error instanceof Error && "position" in error) error.position = String(Number(error.position) - EXPLAIN.length);
  return error;
}

const planShape = z.tuple([z.object({ Plan: z.object({ "Total Cost": z.number() }) })]);

/**
 * @param plan what EXPLAIN (FORMAT JSON) says
 * @returns the planner's estimate of the whole; infinite for what is no plan
 */
export function estimateCost(plan: string): number {
  try {
    return planShape.parse(JSON.parse(plan))[0].Plan["Total Cost"];
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
