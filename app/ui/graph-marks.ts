import type { FoldedGraph } from "./fold-graph.ts";

/** FNV-1a, 32 bits in hexadecimal: an id of any length as a short name in the address. */
function shortName(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** The name of a box in the address. */
export function nodeMark(id: string): string {
  return `b${shortName(id)}`;
}

/** The name of each line in the address, which lasts as long as the line walks the same boxes. */
export function lineMarks({ nodes, lines }: FoldedGraph): string[] {
  return lines.map((line) => `l${shortName(line.nodes.map((position) => nodes[position]?.id ?? "").join("\u001e"))}`);
}

/** What is drawn with emphasis: boxes by position, edges as `from to`. */
export type Emphasis = { nodes: ReadonlySet<number>; edges: ReadonlySet<string> };

/**
 * The line of that name, or every line through the box of that name.
 * @returns null when the mark names nothing that is drawn: then nothing stands out
 */
export function emphasise(graph: FoldedGraph, mark: string | null): Emphasis | null {
  if (mark === null) return null;
  const position = graph.nodes.findIndex(({ id }) => nodeMark(id) === mark);
  const marks = position < 0 ? lineMarks(graph) : [];
  const lines = graph.lines.filter((line, index) =>
    position < 0 ? marks[index] === mark : line.nodes.includes(position),
  );
  if (lines.length === 0) return null;
  const pairs = lines.flatMap(({ nodes }) => nodes.slice(1).map((to, index) => `${nodes[index]} ${to}`));
  return { nodes: new Set(lines.flatMap(({ nodes }) => nodes)), edges: new Set(pairs) };
}
