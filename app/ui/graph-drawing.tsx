import { Link } from "@remix-run/react";
import { forwardRef } from "react";
import type { Privilege } from "../model/access.ts";
import type { FoldedGraph, GraphNode } from "./fold-graph.ts";
import { BOX, type GraphLayout, type LaidEdge } from "./graph-layout.ts";
import { type Emphasis, nodeMark } from "./graph-marks.ts";
import { type GraphView, graphHref, toggled } from "./graph-view.ts";
import { layerWords, nodeWords, shortened } from "./graph-words.ts";

/** Characters that fit a box in most fonts; the whole text is in the tooltip and in the table. */
const FITS = { label: 19, note: 22 } as const;

/** How small the drawing may become before its box scrolls: the text stays above 10 pixels. */
const SMALLEST = 0.88;

const BARS: Record<Privilege, string> = {
  none: "fill-line-strong",
  read: "fill-read",
  write: "fill-write",
  admin: "fill-admin",
  owner: "fill-owner",
};

type Props = {
  folded: FoldedGraph;
  layout: GraphLayout;
  emphasis: Emphasis | null;
  view: GraphView;
  label: string;
  onPoint: (mark: string | null) => void;
};

/** The picture itself: plain SVG whose boxes are links, so that it works without scripts. */
export const GraphDrawing = forwardRef<SVGSVGElement, Props>(function GraphDrawing(props, ref) {
  const { folded, layout, emphasis, view, onPoint } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot stand for a picture
    <svg
      ref={ref}
      role="group"
      aria-label={props.label}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      style={{ width: "100%", minWidth: Math.round(layout.width * SMALLEST), maxWidth: layout.width }}
      className="block text-xs"
    >
      {folded.layers.map((layer, column) => (
        <g key={layer.key}>
          <text x={layout.columns[column]} y={14} className="fill-ink-mute text-2xs">
            {layerWords(layer)}
            {layer.total > 1 ? ` · ${layer.total}` : ""}
          </text>
          {layer.open && layer.total > 1 ? (
            <Link
              to={graphHref(view, { open: toggled(view.open, layer.key) })}
              preventScrollReset
              replace
              aria-label={`Fold ${layerWords(layer).toLowerCase()}`}
            >
              <text
                x={(layout.columns[column] ?? 0) + BOX.width}
                y={14}
                textAnchor="end"
                className="fill-accent text-2xs"
              >
                Fold
              </text>
            </Link>
          ) : null}
        </g>
      ))}
      {layout.edges.map((edge) => {
        const stands = emphasis?.edges.has(`${edge.from} ${edge.to}`) ?? false;
        const tone = stands ? "stroke-accent" : emphasis === null ? "stroke-line-strong" : "stroke-line";
        return (
          <path
            key={`${edge.from} ${edge.to}`}
            d={curveOf(edge)}
            fill="none"
            strokeWidth={stands ? 2 : 1}
            className={tone}
          />
        );
      })}
      {folded.nodes.map((node, position) => {
        const at = layout.boxes[position] ?? { x: 0, y: 0 };
        const mark = nodeMark(node.id);
        const isMarked = view.mark === mark;
        const { label, note } = nodeWords(node);
        const to =
          node.folded > 0
            ? graphHref(view, { open: toggled(view.open, folded.layers[node.layer]?.key ?? "") })
            : graphHref(view, { mark: isMarked ? null : mark });
        return (
          <Link
            key={node.id}
            to={to}
            preventScrollReset
            replace
            aria-label={`${label}, ${note}`}
            aria-current={isMarked ? "true" : undefined}
            className="graph-box"
            onPointerEnter={() => onPoint(mark)}
            onPointerLeave={() => onPoint(null)}
            onFocus={() => onPoint(mark)}
            onBlur={() => onPoint(null)}
          >
            <title>{`${label}\n${note}`}</title>
            <Box node={node} x={at.x} y={at.y} stands={emphasis?.nodes.has(position) ?? false} isMarked={isMarked} />
            <text x={at.x + 12} y={at.y + 18} className="fill-ink font-medium">
              {shortened(label, FITS.label)}
            </text>
            <text
              x={at.x + 12}
              y={at.y + 33}
              className={`text-2xs ${node.folded > 0 ? "fill-accent" : "fill-ink-soft"}`}
            >
              {shortened(note, FITS.note)}
            </text>
          </Link>
        );
      })}
    </svg>
  );
});

function Box(props: { node: GraphNode; x: number; y: number; stands: boolean; isMarked: boolean }) {
  const { node, x, y, stands, isMarked } = props;
  const suspended = node.status === "suspended";
  const bar = node.privilege === undefined ? (suspended ? "fill-bad" : null) : BARS[node.privilege];
  return (
    <>
      <rect
        x={x + 0.5}
        y={y + 0.5}
        width={BOX.width - 1}
        height={BOX.height - 1}
        rx={6}
        strokeWidth={isMarked ? 2 : 1}
        strokeDasharray={node.folded > 0 ? "4 3" : undefined}
        className={stands ? "fill-accent-soft stroke-accent" : "fill-surface stroke-line-strong"}
      />
      {bar === null ? null : <rect x={x + 4} y={y + 6} width={3} height={BOX.height - 12} rx={1.5} className={bar} />}
    </>
  );
}

/** Runs level into and out of each box and lane. A line that leads back to a column swings around. */
function curveOf({ points }: LaidEdge): string {
  const [start, ...rest] = points;
  if (start === undefined) return "";
  let drawn = `M${start.x} ${start.y}`;
  let last = start;
  for (const [index, point] of rest.entries()) {
    const isLane = index % 2 === 1;
    if (isLane) drawn += `H${point.x}`;
    else {
      const bend = point.x > last.x ? (point.x - last.x) / 2 : BOX.width;
      drawn += `C${last.x + bend} ${last.y} ${point.x - bend} ${point.y} ${point.x} ${point.y}`;
    }
    last = point;
  }
  return drawn;
}
