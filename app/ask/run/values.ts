import type { Json } from "../../model/json.ts";

/** Types by their fixed numbers (pg_type.dat), as people call them. */
const TYPES: Readonly<Record<number, string>> = {
  16: "boolean",
  17: "bytea",
  18: "char",
  19: "name",
  20: "bigint",
  21: "smallint",
  23: "integer",
  25: "text",
  114: "json",
  700: "real",
  701: "double precision",
  869: "inet",
  1000: "boolean[]",
  1007: "integer[]",
  1009: "text[]",
  1015: "varchar[]",
  1016: "bigint[]",
  1042: "char",
  1043: "varchar",
  1082: "date",
  1083: "time",
  1114: "timestamp",
  1184: "timestamptz",
  1186: "interval",
  1700: "numeric",
  2249: "record",
  2950: "uuid",
  2951: "uuid[]",
  3802: "jsonb",
  3807: "jsonb[]",
};

/** @returns `other` for what questions seldom bring (ranges, search vectors) */
export const typeName = (id: number): string => TYPES[id] ?? "other";

/**
 * A value as JSON. Whole numbers beyond 2^53 and all decimals stay texts, since a double would change them; so do NaN
 * and the infinities, which JSON has not.
 */
export function readValue(text: string | null, typeId: number): Json {
  if (text === null) return null;
  switch (typeName(typeId)) {
    case "boolean":
      return text === "t";
    case "smallint":
    case "integer":
      return Number(text);
    case "bigint": {
      const value = Number(text);
      return Number.isSafeInteger(value) ? value : text;
    }
    case "real":
    case "double precision": {
      const value = Number(text);
      return Number.isFinite(value) ? value : text;
    }
    case "json":
    case "jsonb":
      return readJson(text);
    default:
      return text;
  }
}

/** `json` may be deeper than JSON.parse goes. */
function readJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
