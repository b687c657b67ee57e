import type { KeyboardEvent } from "react";

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
/** Where these keys mean something of their own. */
const TYPING = "input:not([type=checkbox]), select, textarea, summary, [role=separator]";

/**
 * Moves through the rows of a table by arrows, j and k; Enter follows the row's first link, or the one marked `data-open`,
 * and x selects the row. Rows are focused, which scrolls them into sight.
 */
export function onTableKey(event: KeyboardEvent<HTMLElement>): void {
  const { target, currentTarget, key } = event;
  if (event.altKey || event.ctrlKey || event.metaKey || !(target instanceof HTMLElement)) return;
  if (target.closest(TYPING) !== null) return;
  const rows = [...currentTarget.querySelectorAll<HTMLElement>("tbody > tr")];
  const position = rows.findIndex((row) => row.contains(target));
  const row = rows[position];
  const step = STEPS[key];
  if (step !== undefined) {
    rows[Math.max(0, position + step)]?.focus();
  } else if (key === "Enter" && target === row) {
    (row.querySelector<HTMLElement>("a[data-open]") ?? row.querySelector<HTMLElement>("a"))?.click();
  } else if (key === "x" && row !== undefined) {
    row.querySelector<HTMLElement>("input[data-select]")?.click();
  } else {
    return;
  }
  event.preventDefault();
}
