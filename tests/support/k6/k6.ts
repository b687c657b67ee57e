import { samples } from "./samples.ts";

// Stands for the module `k6`, as far as the scripts of loadtests/ use it.

/** Counts each check by its name. @returns whether all held */
export function check<Value>(value: Value, checks: Record<string, (value: Value) => boolean>): boolean {
  return Object.entries(checks)
    .map(([name, holds]) => {
      const held = holds(value);
      samples.add("checks", held ? 1 : 0, { check: name });
      return held;
    })
    .every((held) => held);
}
