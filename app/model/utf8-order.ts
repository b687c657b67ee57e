/**
 * Compares two strings by their UTF-8 bytes, as PostgreSQL does under collation "C". The built-in order goes by UTF-16
 * units and puts U+1F600 before U+FFFD.
 *
 * @returns negative, zero or positive, for Array.prototype.sort.
 */
export function compareUtf8(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return byteRank(a) - byteRank(b);
  }
  return left.length - right.length;
}

/** Compares two lists of strings item by item by UTF-8 bytes; a list stands before its own extensions. */
export function compareUtf8Lists(left: readonly string[], right: readonly string[]): number {
  for (const [index, item] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compareUtf8(item, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** @returns the bytewise smallest string, or null of none. */
export function smallestUtf8(values: Iterable<string>): string | null {
  let smallest: string | null = null;
  for (const value of values) if (smallest === null || compareUtf8(value, smallest) < 0) smallest = value;
  return smallest;
}

// Surrogates stand for code points above every other unit, though their own value is below U+E000.
function byteRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}
