import { type ReactNode, useRef, useState } from "react";

const DELAY_MS = 500;

/**
 * Shows the name of a control that has only a picture, above it: after a moment under the pointer, at once for the keyboard,
 * until Escape. Assistive technology knows the name already, so it is not told twice. The library's own brings what places
 * overlays anywhere on a page, more than ten kB of it, to every page.
 */
export function Tip({ text, children }: { text: string; children: ReactNode }) {
  const [isShown, setShown] = useState(false);
  const timer = useRef<number>();

  function hide() {
    window.clearTimeout(timer.current);
    setShown(false);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the control inside is what one acts on; this only watches
    <span
      className="relative inline-flex"
      onPointerEnter={({ pointerType }) => {
        if (pointerType === "mouse") timer.current = window.setTimeout(() => setShown(true), DELAY_MS);
      }}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={({ target }) => setShown(target.matches(":focus-visible"))}
      onBlur={hide}
      onKeyDown={({ key }) => {
        if (key === "Escape") hide();
      }}
    >
      {children}
      {isShown ? (
        <span
          aria-hidden="true"
          className="absolute bottom-full left-0 z-30 mb-1.5 w-max rounded bg-ink px-2 py-1 text-xs text-canvas"
        >
          {text}
        </span>
      ) : null}
    </span>
  );
}
