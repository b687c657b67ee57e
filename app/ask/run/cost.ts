import { z } from "zod";

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
