import { expect, test } from "vitest";
import type { PathFacts } from "../model/path-graph.ts";
import { createPathGraph } from "../model/path-graph.ts";
import { foldGraph, layersOf } from "./fold-graph.ts";
import { BOX, layoutGraph } from "./graph-layout.ts";
import { emphasise, lineMarks, nodeMark } from "./graph-marks.ts";
import { countCrossings, orderLayers } from "./order-layers.ts";

const group = (id: string) => ({ kind: "group" as const, id, label: id });

function line(account: string, groups: string[], resource: string | null, rest: Partial<PathFacts> = {}): PathFacts {
  return {
    person: { id: "p", name: "Ada Okafor" },
    account: { id: account, label: account, provider: "google_workspace", status: "active" },
    hops: groups.map(group),
    attached: null,
    role: "roles/viewer",
    privilege: "read",
    certainty: "exact",
    resource: { type: "gcp_project", id: resource, label: resource, count: resource === null ? 7 : 1 },
    ...rest,
  };
}

test("a group stands behind every group that leads into it, and grants and resources behind all groups", () => {
  const graph = createPathGraph([
    line("ada", ["far"], "lab"),
    line("ada", ["near", "middle", "far"], "lab"),
    line("ada", [], "web"),
  ]);
  const layers = layersOf(graph);
  const layerOf = (label: string) => layers[graph.nodes.findIndex((node) => node.label === label)];
  expect(["Ada Okafor", "ada", "near", "middle", "far", "lab", "web"].map(layerOf)).toEqual([0, 1, 2, 3, 4, 6, 6]);
});

test("groups that contain each other are drawn, each once", () => {
  const graph = createPathGraph([line("ada", ["one", "two"], "lab"), line("ada", ["two", "one"], "web")]);
  const folded = foldGraph(graph, new Set());
  expect(folded.nodes.filter(({ stage }) => stage === "group").map(({ label }) => label)).toEqual(["one", "two"]);
  expect(layoutGraph(folded).edges).toHaveLength(9);
});

test("a column of many boxes shows the gravest and folds the rest, until it is opened", () => {
  const lines = Array.from({ length: 30 }, (_, number) =>
    line("ada", [`group ${number}`], `project ${number}`, { privilege: number === 29 ? "owner" : "read" }),
  );
  const graph = createPathGraph(lines);
  const folded = foldGraph(graph, new Set());
  const groups = folded.nodes.filter(({ stage }) => stage === "group");
  expect(groups).toHaveLength(10);
  expect(groups[0]?.label).toBe("group 29");
  expect(groups.at(-1)?.folded).toBe(21);
  expect(folded.lines.reduce((sum, { merged }) => sum + merged, 0)).toBe(30);
  const opened = foldGraph(graph, new Set(["group1", "grant", "resource"]));
  expect(opened.nodes.filter(({ stage }) => stage === "group")).toHaveLength(30);
  expect(opened.lines).toHaveLength(30);
});

test("no two boxes of a drawing overlap, and each line runs from the edge of one to the edge of the other", () => {
  const graph = createPathGraph(
    Array.from({ length: 40 }, (_, number) =>
      line(
        `account ${number % 3}`,
        number % 4 === 0 ? [] : [`group ${number % 5}`, `group ${5 + (number % 7)}`],
        `p${number % 11}`,
      ),
    ),
  );
  const folded = foldGraph(graph, new Set(["resource", "grant"]));
  const { boxes, edges, width, height } = layoutGraph(folded);
  for (const [index, box] of boxes.entries()) {
    expect(box.x >= 0 && box.x + BOX.width <= width && box.y >= 0 && box.y + BOX.height <= height).toBe(true);
    for (const other of boxes.slice(index + 1)) {
      if (other.x === box.x) expect(Math.abs(other.y - box.y)).toBeGreaterThanOrEqual(BOX.height);
    }
  }
  for (const { from, to, points } of edges) {
    expect(points[0]).toEqual({ x: (boxes[from]?.x ?? 0) + BOX.width, y: (boxes[from]?.y ?? 0) + BOX.height / 2 });
    expect(points.at(-1)).toEqual({ x: boxes[to]?.x, y: (boxes[to]?.y ?? 0) + BOX.height / 2 });
  }
});

test("ordering takes crossings away and never adds any", () => {
  type Item = { left: Item[]; right: Item[] };
  const make = (): Item => ({ left: [], right: [] });
  const columns = [Array.from({ length: 6 }, make), Array.from({ length: 6 }, make)];
  for (const [index, item] of (columns[0] ?? []).entries()) {
    const other = columns[1]?.[5 - index];
    if (other === undefined) continue;
    item.right.push(other);
    other.left.push(item);
  }
  expect(countCrossings(columns)).toBe(15);
  orderLayers(columns);
  expect(countCrossings(columns)).toBe(0);
});

test("a mark names a box with all lines through it, or one line, and nothing that is not drawn", () => {
  const folded = foldGraph(
    createPathGraph([line("ada", ["g"], "lab"), line("ada", ["h"], "web"), line("bob", ["g"], "web")]),
    new Set(),
  );
  const position = folded.nodes.findIndex(({ label }) => label === "g");
  const through = emphasise(folded, nodeMark(folded.nodes[position]?.id ?? ""));
  expect([...(through?.nodes ?? [])].map((node) => folded.nodes[node]?.label)).not.toContain("h");
  expect(through?.nodes.has(position)).toBe(true);
  const only = emphasise(folded, lineMarks(folded)[1] ?? null);
  expect([...(only?.nodes ?? [])].sort()).toEqual([...(folded.lines[1]?.nodes ?? [])].sort());
  expect(emphasise(folded, "b00000000")).toBeNull();
  expect(emphasise(folded, null)).toBeNull();
});
