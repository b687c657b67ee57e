/** What is to be ordered within its column, with what it is tied to in the columns beside it. */
type Ordered<Item> = { left: Item[]; right: Item[] };

const SWEEPS = 6;

/**
 * Orders each column in place so that few lines cross: again and again each item goes to the mean place of what it is
 * tied to, from the left and from the right in turn, and the best order seen is kept (barycentre heuristic).
 */
export function orderLayers<Item extends Ordered<Item>>(columns: Item[][]): void {
  let best = columns.map((column) => [...column]);
  let fewest = countCrossings(columns);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    const fromLeft = sweep % 2 === 0;
    for (const column of fromLeft ? columns : columns.toReversed()) {
      const places = placesOf(columns);
      const mean = (item: Item) => {
        const near = fromLeft ? item.left : item.right;
        if (near.length === 0) return places.get(item) ?? 0;
        return near.reduce((sum, other) => sum + (places.get(other) ?? 0), 0) / near.length;
      };
      const means = new Map(column.map((item) => [item, mean(item)]));
      column.sort((left, right) => (means.get(left) ?? 0) - (means.get(right) ?? 0));
    }
    const crossings = countCrossings(columns);
    if (crossings < fewest) {
      fewest = crossings;
      best = columns.map((column) => [...column]);
    }
  }
  for (const [index, column] of columns.entries()) column.splice(0, column.length, ...(best[index] ?? []));
}

/** Places go from 0 to 1, so that a long column beside a short one means the same. */
function placesOf<Item>(columns: readonly Item[][]): Map<Item, number> {
  return new Map(
    columns.flatMap((column) => column.map((item, index) => [item, (index + 0.5) / column.length] as const)),
  );
}

/** @returns how many pairs of lines between neighbouring columns cross */
export function countCrossings<Item extends Ordered<Item>>(columns: readonly Item[][]): number {
  let crossings = 0;
  for (const [index, column] of columns.entries()) {
    const next = new Map(columns[index + 1]?.map((item, place) => [item, place]));
    const ends = column.flatMap((item) =>
      item.right.flatMap((other) => next.get(other) ?? []).sort((left, right) => left - right),
    );
    // Lines are in the order of where they begin: each pair that ends the other way round crosses.
    const begins = column.flatMap((item, place) => item.right.filter((other) => next.has(other)).map(() => place));
    for (const [one, end] of ends.entries()) {
      for (let other = one + 1; other < ends.length; other += 1) {
        if (begins[one] !== begins[other] && end > (ends[other] ?? 0)) crossings += 1;
      }
    }
  }
  return crossings;
}
