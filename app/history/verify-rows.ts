import type { RowFault } from "./sealed-log.ts";
import type { Damage } from "./verify-seals.ts";

/** What is kept of a row until its seal is reached. */
export type HashedRow = { hash: string; name: string; fault: RowFault | null };

type Found = { kind: Damage["kind"]; where: string };

/**
 * Tells what happened to the rows of one seal whose leaves are not as sealed, by the leaves that were.
 * @param rows those that stand where the seal's rows are
 * @param leaves as sealed
 * @param options.isTrue whether the leaves themselves give the signed root
 * @param options.isLast whether the log ends here
 */
export function nameDamage(
  rows: readonly HashedRow[],
  leaves: readonly Buffer[],
  { isTrue, isLast }: { isTrue: boolean; isLast: boolean },
): Found {
  const sealed = leaves.map((leaf) => leaf.toString("hex"));
  const length = Math.max(sealed.length, rows.length);
  const at = Array.from({ length }, (_, index) => index).find((index) => rows[index]?.hash !== sealed[index]) ?? 0;
  const row = rows[at];
  if (row === undefined) {
    const where = `${sealed.length - at} rows after ${rows[at - 1]?.name ?? "the seal before"}`;
    return { kind: isLast ? "rows missing at the end" : "row missing", where };
  }
  if (row.fault === "changed") return { kind: "row changed", where: row.name };
  if (!isTrue) {
    const where = `${rows[0]?.name ?? row.name} or one after it: what the rows were sealed as is changed as well`;
    return { kind: "row changed", where };
  }
  const wanted = sealed[at];
  if (wanted === undefined) return { kind: "row inserted", where: row.name };
  const isKnown = sealed.includes(row.hash, at);
  if (rows.some(({ hash }, index) => index > at && hash === wanted)) {
    return { kind: isKnown ? "rows reordered" : "row inserted", where: row.name };
  }
  return isKnown ? { kind: "row missing", where: `before ${row.name}` } : { kind: "row changed", where: row.name };
}
