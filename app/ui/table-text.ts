import { csvRecord } from "../model/csv.ts";

/**
 * What a table shows, cell by cell, its columns first: exactly the rows and columns that are there to see.
 * @param keys only rows with these `data-key`s; null for all
 */
function shownCells(table: HTMLTableElement, keys: ReadonlySet<string> | null): string[][] {
  const rows = [...table.querySelectorAll<HTMLElement>("tbody > tr")].filter(
    (row) => keys === null || keys.has(row.dataset.key ?? ""),
  );
  const cellsOf = (row: Element) => [...row.querySelectorAll<HTMLElement>(":scope > :is(th, td)")];
  const labels = cellsOf(rows[0] ?? table).map((cell) => cell.dataset.label ?? "");
  return [
    labels,
    ...rows.map((row) =>
      cellsOf(row).map((cell) =>
        cell.dataset.blank === undefined ? cell.innerText.replaceAll(/\s+/g, " ").trim() : "",
      ),
    ),
  ];
}

/** @returns the rows as CSV, with the labels of the columns as its header */
export function csvOfTable(table: HTMLTableElement, keys: ReadonlySet<string> | null): string {
  return shownCells(table, keys).map(csvRecord).join("");
}

/** @returns the rows as lines of cells with tabs between, as spreadsheets take them from the clipboard */
export function tabbedOfTable(table: HTMLTableElement, keys: ReadonlySet<string> | null): string {
  return shownCells(table, keys)
    .map((cells) => cells.join("\t"))
    .join("\n");
}
