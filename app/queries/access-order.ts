import { z } from "zod";
import type { SortName, SortOf } from "../model/sorting.ts";
import type { EffectiveAccessColumns } from "./effective-access-row.ts";
import { type ListOrder, numberColumn, textColumn } from "./order.ts";

/** Orders of effective access; those of another column than the account's are for the rows of one person only. */
export type AccessSort = SortOf<"accessOfPerson">;

/**
 * The account's order is that of the contract: its key, which begins with the account. Its index serves both directions at a
 * million rows; an index for each other column would cost every ingest, so these are sorted, of one person's rows.
 */
export const ACCESS: ListOrder<SortName<"accessOfPerson">, EffectiveAccessColumns> = {
  own: "account",
  key: {
    parts: [{ sql: "effective_access.sort_key", given: (key) => `${key}::bytea` }],
    descends: false,
    shape: z.tuple([z.string().regex(/^\\x(?:[0-9a-f]{2})+$/)]),
    of: ({ sort_key }) => [`\\x${sort_key.toString("hex")}`],
  },
  columns: {
    resource: textColumn("coalesce(effective_access.resource_name, effective_access.resource_id)"),
    role: textColumn("effective_access.role"),
    privilege: numberColumn("effective_access.privilege_rank"),
    accessPath: textColumn("effective_access.access_path"),
  },
};

/** @returns what an order is of: the key, from its beginning or its end, or a column */
export function walkOf(sort: AccessSort | undefined): "key" | "key turned" | "column" {
  if (sort === undefined || sort === "account") return "key";
  return sort === "-account" ? "key turned" : "column";
}

/** The views that are walked along the key, and by what. */
export const KEY_WALKS = {
  key: { view: "effective_access_in_order", by: "effective_access.sort_key", name: "" },
  "key turned": { view: "effective_access_in_reverse", by: "effective_access.sort_key desc", name: "turned_" },
} as const;
