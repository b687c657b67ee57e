import type { FoldedGraph } from "./fold-graph.ts";
import { orderLayers } from "./order-layers.ts";

/** Sizes in CSS pixels. Lines that pass a column without a box there have a lane of their own. */
export const BOX = { width: 158, height: 42 } as const;
const GAP = { column: 30, row: 12 } as const;
const LANE_HEIGHT = 8;
const MARGIN = { side: 4, top: 36, bottom: 8 } as const;
const PASSES = 8;

type Point = { x: number; y: number };

/** A line between two boxes: where it leaves, the lanes that it passes, where it arrives. */
export type LaidEdge = { from: number; to: number; points: Point[] };

/** Upper left corner of each box, by its position in the graph's `nodes`. */
export type GraphLayout = { width: number; height: number; boxes: Point[]; columns: number[]; edges: LaidEdge[] };

/** A box, or the lane of a line in a column that it only passes. `near` are the items it is tied to. */
type Item = { layer: number; height: number; left: Item[]; right: Item[]; centre: number };

/**
 * Places the boxes of a layered graph: columns are given, the order within each is chosen so that few lines cross, and
 * boxes stand as near as they can to what they are tied to. The same graph always gives the same picture.
 */
export function layoutGraph({ nodes, lines, layers }: FoldedGraph): GraphLayout {
  const items: Item[] = nodes.map(({ layer }) => ({ layer, height: BOX.height, left: [], right: [], centre: 0 }));
  const columns: Item[][] = layers.map(() => []);
  for (const item of items) columns[item.layer]?.push(item);
  const edges = edgesOf(lines).map(([from, to]) => ({ from, to, lanes: addLanes(items[from], items[to], columns) }));

  orderLayers(columns);
  for (let pass = 0; pass < PASSES; pass += 1) {
    const fromLeft = pass % 2 === 0;
    for (const column of fromLeft ? columns : columns.toReversed()) {
      settle(column, pass === PASSES - 1 ? "both" : fromLeft ? "left" : "right");
    }
  }
  const all = columns.flat();
  const top = Math.min(...all.map(({ centre, height }) => centre - height / 2));
  const bottom = Math.max(...all.map(({ centre, height }) => centre + height / 2));
  const x = (layer: number) => MARGIN.side + layer * (BOX.width + GAP.column);
  const y = (item: Item | undefined) => Math.round((item?.centre ?? 0) - top + MARGIN.top);
  return {
    width: x(columns.length) - GAP.column + MARGIN.side,
    height: Math.round(bottom - top) + MARGIN.top + MARGIN.bottom,
    columns: columns.map((_, layer) => x(layer)),
    boxes: items.map((item) => ({ x: x(item.layer), y: y(item) - BOX.height / 2 })),
    edges: edges.map(({ from, to, lanes }) => ({
      from,
      to,
      points: [
        { x: x(items[from]?.layer ?? 0) + BOX.width, y: y(items[from]) },
        ...lanes.flatMap((lane) => [
          { x: x(lane.layer), y: y(lane) },
          { x: x(lane.layer) + BOX.width, y: y(lane) },
        ]),
        { x: x(items[to]?.layer ?? 0), y: y(items[to]) },
      ],
    })),
  };
}

/** @returns the pairs of boxes that some line joins, each once */
function edgesOf(lines: FoldedGraph["lines"]): [number, number][] {
  const edges = new Map<string, [number, number]>();
  for (const { nodes } of lines) {
    for (const [index, from] of nodes.entries()) {
      const to = nodes[index + 1];
      if (to !== undefined) edges.set(`${from} ${to}`, [from, to]);
    }
  }
  return [...edges.values()];
}

/** Ties two boxes together, by a lane in each column between them. A line that leads back has none. */
function addLanes(from: Item | undefined, to: Item | undefined, columns: Item[][]): Item[] {
  if (from === undefined || to === undefined) return [];
  const lanes: Item[] = [];
  let last = from;
  for (let layer = from.layer + 1; layer < to.layer; layer += 1) {
    const lane: Item = { layer, height: LANE_HEIGHT, left: [last], right: [], centre: 0 };
    last.right.push(lane);
    columns[layer]?.push(lane);
    lanes.push(lane);
    last = lane;
  }
  if (to.layer > from.layer) {
    last.right.push(to);
    to.left.push(last);
  }
  return lanes;
}

/**
 * Moves the items of a column towards the middle of what they are tied to, in their order and without overlap: items
 * that would overlap form a block, which stands where its members wish to be on average.
 */
function settle(column: readonly Item[], towards: "left" | "right" | "both"): void {
  let reach = 0;
  const blocks: { wish: number; items: { item: Item; offset: number }[] }[] = [];
  for (const [index, item] of column.entries()) {
    const before = column[index - 1];
    if (before !== undefined) reach += (before.height + item.height) / 2 + GAP.row;
    const near = [...(towards === "right" ? [] : item.left), ...(towards === "left" ? [] : item.right)];
    const wish = near.length === 0 ? item.centre : near.reduce((sum, { centre }) => sum + centre, 0) / near.length;
    let block = { wish: wish - reach, items: [{ item, offset: reach }] };
    for (let last = blocks.at(-1); last !== undefined && last.wish > block.wish; last = blocks.at(-1)) {
      blocks.pop();
      const count = last.items.length + block.items.length;
      const mean = (last.wish * last.items.length + block.wish * block.items.length) / count;
      block = { wish: mean, items: [...last.items, ...block.items] };
    }
    blocks.push(block);
  }
  for (const { wish, items } of blocks) for (const { item, offset } of items) item.centre = wish + offset;
}
