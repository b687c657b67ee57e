import type { SourceFact } from "../../app/access/expand-facts.ts";
import type { Json, JsonObject } from "../../app/model/json.ts";
import type { SourceRow, SourceTable } from "../../app/model/source.ts";

/** Random choices that depend on nothing but the seed and the order of the calls. */
export type Draw = {
  /** A whole number from 0 to below `limit`. */
  below: (limit: number) => number;
  chance: (probability: number) => boolean;
  pick: <Item>(items: readonly Item[]) => Item;
  /** Each item with this probability. */
  some: <Item>(items: readonly Item[], probability: number) => Item[];
  times: <Item>(count: number, make: (number: number) => Item) => Item[];
  /** The text with some letters in upper case. */
  mixCase: (text: string) => string;
};

/** Makes a draw (mulberry32). */
export function createDraw(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("nothing to pick from: the list is empty");
      return item;
    },
    some: (items, probability) => items.filter(() => next() < probability),
    times: (count, make) => Array.from({ length: count }, (_, number) => make(number)),
    mixCase: (text) => [...text].map((letter) => (next() < 0.3 ? letter.toUpperCase() : letter)).join(""),
  };
}

/** Rows by (scope, table, key); a later row with the same key takes the place of the earlier one. */
export type Rows = {
  add: (scope: string, table: SourceTable, key: readonly string[], columns: JsonObject, raw?: Json) => void;
  all: () => (SourceRow & SourceFact)[];
};

export function createRows(): Rows {
  const rows = new Map<string, SourceRow & SourceFact>();
  return {
    add: (scope, table, key, columns, raw = columns) => {
      rows.set(JSON.stringify([scope, table, ...key]), { scope, table, key, columns, raw });
    },
    all: () => [...rows.values()],
  };
}
