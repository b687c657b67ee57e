import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { clampWidth, MAX_WIDTH, MIN_WIDTH } from "./table-settings.ts";

const STEP = 16;

/** The edge of a column's head: drag it, or focus it and press the arrows. A double click gives the width back. */
export function ColumnWidth(props: {
  label: string;
  width: number | undefined;
  onWidth: (width: number | null) => void;
}) {
  const drag = useRef<{ from: number; width: number } | null>(null);
  const widthOf = (edge: Element) => props.width ?? edge.closest("th")?.getBoundingClientRect().width ?? MIN_WIDTH;

  function onPointerDown(event: PointerEvent<HTMLElement>) {
    drag.current = { from: event.clientX, width: widthOf(event.currentTarget) };
    event.currentTarget.setPointerCapture(event.pointerId);
    event.preventDefault();
  }
  function onPointerMove(event: PointerEvent<HTMLElement>) {
    if (drag.current === null) return;
    props.onWidth(clampWidth(drag.current.width + event.clientX - drag.current.from));
  }
  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    props.onWidth(clampWidth(widthOf(event.currentTarget) + step));
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved; a separator with a value can
    <span
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={`Width of ${props.label}`}
      aria-valuemin={MIN_WIDTH}
      aria-valuemax={MAX_WIDTH}
      aria-valuenow={props.width ?? MIN_WIDTH}
      aria-valuetext={props.width === undefined ? "as wide as it needs" : `${props.width} pixels`}
      className="column-width"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        drag.current = null;
      }}
      onDoubleClick={() => props.onWidth(null)}
      onKeyDown={onKeyDown}
    />
  );
}
