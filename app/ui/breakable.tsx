import { Fragment } from "react";

const AFTER_SIGNS = /(?<=[@/:._-])/;

/** A long id or address that may break after its own signs, and only if it must anywhere else. */
export function Breakable({ text }: { text: string }) {
  return (
    <span className="wrap-anywhere">
      {text.split(AFTER_SIGNS).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text that never change in place
        <Fragment key={index}>
          {index > 0 ? <wbr /> : null}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
