import type { Layer } from "../../app/ask/guard/verdict.ts";

/** Statements that must never run, by what they would do, with the layer that stops them. */
export type Attacks = Readonly<Record<string, readonly (readonly [Layer, string])[]>>;

export const all = (layer: Layer, ...statements: string[]) => statements.map((sql) => [layer, sql] as const);
