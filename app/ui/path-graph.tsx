import { useMemo, useRef, useState } from "react";
import type { PathGraph } from "../model/path-graph.ts";
import { foldGraph } from "./fold-graph.ts";
import { GraphDrawing } from "./graph-drawing.tsx";
import { GraphExport } from "./graph-export.tsx";
import { layoutGraph } from "./graph-layout.ts";
import { emphasise } from "./graph-marks.ts";
import { GraphSelection } from "./graph-selection.tsx";
import { GraphTable } from "./graph-table.tsx";
import { type GraphView, graphHref } from "./graph-view.ts";

/**
 * Every path of a graph, drawn in columns from the person to the resources, with the same as a table below. All of it
 * is there before scripts load: what is opened and what is marked stands in the address; scripts add hovering.
 * @param name what is drawn, for assistive technology and as the name of the files that are exported
 */
export function PathGraphView({ name, graph, view }: { name: string; graph: PathGraph; view: GraphView }) {
  const [pointed, setPointed] = useState<string | null>(null);
  const drawing = useRef<SVGSVGElement>(null);
  const folded = useMemo(() => foldGraph(graph, new Set(view.open)), [graph, view.open]);
  const layout = useMemo(() => layoutGraph(folded), [folded]);
  const emphasis = useMemo(
    () => emphasise(folded, pointed) ?? emphasise(folded, view.mark),
    [folded, pointed, view.mark],
  );
  return (
    <div className="panel flex min-w-0 flex-col">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-3 py-2">
        <GraphSelection folded={folded} view={view} />
        <GraphExport drawing={drawing} name={name} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section aria-label={name} tabIndex={0} className="overflow-x-auto px-2 py-1">
        <GraphDrawing
          ref={drawing}
          folded={folded}
          layout={layout}
          emphasis={emphasis}
          view={view}
          label={`${name}. The table below says the same.`}
          onPoint={setPointed}
        />
      </section>
      <details className="border-t border-line">
        <summary className="w-fit px-3 py-2 text-data text-ink-soft">The same as a table</summary>
        <div className="px-3 pb-3">
          <GraphTable name={name} folded={folded} hrefOf={(mark) => graphHref(view, { mark })} marked={view.mark} />
        </div>
      </details>
    </div>
  );
}
