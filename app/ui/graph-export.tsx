import type { RefObject } from "react";
import { Button } from "react-aria-components";
import { drawPng, writeSvg } from "./export-graph.ts";
import { offerFile } from "./offer-file.ts";
import { useHydrated } from "./use-hydrated.ts";

/** Saves the drawing as it stands, in the colours of the theme; not there without scripts, where it could do nothing. */
export function GraphExport({ drawing, name }: { drawing: RefObject<SVGSVGElement>; name: string }) {
  const hydrated = useHydrated();
  if (!hydrated) return null;
  const save = async (kind: "svg" | "png") => {
    if (drawing.current === null) return;
    const svg = writeSvg(drawing.current);
    offerFile(kind === "svg" ? svg : await drawPng(svg), `${name}.${kind}`);
  };
  return (
    <div className="flex gap-2">
      <Button className="button" aria-label="Save the graph as SVG" onPress={() => save("svg")}>
        SVG
      </Button>
      <Button className="button" aria-label="Save the graph as PNG" onPress={() => save("png")}>
        PNG
      </Button>
    </div>
  );
}
