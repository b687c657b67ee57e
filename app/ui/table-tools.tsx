import type { RefObject } from "react";
import { Button } from "react-aria-components";
import { offerFile } from "./offer-file.ts";
import { csvOfTable, tabbedOfTable } from "./table-text.ts";
import { useHydrated } from "./use-hydrated.ts";
import type { RowSelection } from "./use-row-selection.ts";
import { countWords } from "./words.ts";

/**
 * What can be done with a list as a whole: its columns and density, copies and files of the rows on show or selected. The
 * line keeps its height while scripts load; without them it stays empty, as nothing of it would work. Cards on a small
 * screen have no columns and no place for it.
 */
export function TableTools(props: {
  name: string;
  box: RefObject<HTMLElement>;
  labels: string[];
  hidden: string[];
  onHidden: (hidden: string[]) => void;
  dense: boolean;
  onDense: (dense: boolean) => void;
  selection: RowSelection;
}) {
  const { name, box, selection, hidden } = props;
  const isSelected = selection.selected.size > 0;
  const keys = isSelected ? selection.selected : null;
  const withTable = (act: (table: HTMLTableElement) => void) => {
    const table = box.current?.querySelector("table");
    if (table) act(table);
  };
  if (!useHydrated()) return <div className="h-8 max-sm:hidden" />;
  return (
    <div className="flex min-h-8 flex-wrap items-center justify-between gap-2 max-sm:hidden">
      <p className="text-xs text-ink-mute" aria-live="polite">
        {isSelected
          ? `${countWords(selection.selected.size)} selected`
          : "↑ ↓ or j k to move, Enter to open, x to select"}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        {isSelected ? (
          <Button className="button" onPress={() => selection.setAll(false)}>
            Clear selection
          </Button>
        ) : null}
        <Button
          className="button"
          onPress={() => withTable((table) => navigator.clipboard.writeText(tabbedOfTable(table, keys)))}
        >
          {isSelected ? "Copy selected" : "Copy shown"}
        </Button>
        <Button
          className="button"
          onPress={() =>
            withTable((table) =>
              offerFile(new Blob([csvOfTable(table, keys)], { type: "text/csv;charset=utf-8" }), `${name}.csv`),
            )
          }
        >
          {isSelected ? "Save selected" : "Save shown"}
        </Button>
        <Button className="button" aria-pressed={props.dense} onPress={() => props.onDense(!props.dense)}>
          {props.dense ? "Comfortable" : "Compact"}
        </Button>
        <details className="relative">
          <summary className="button list-none [&::-webkit-details-marker]:hidden">Columns</summary>
          <fieldset className="panel absolute right-0 z-10 mt-1 flex w-max flex-col gap-1 p-3 shadow-lg">
            <legend className="sr-only">Columns that are shown</legend>
            {props.labels.map((label) => (
              <label key={label} className="flex min-h-6 items-center gap-2 text-data">
                <input
                  type="checkbox"
                  checked={!hidden.includes(label)}
                  onChange={() =>
                    props.onHidden(
                      hidden.includes(label) ? hidden.filter((other) => other !== label) : [...hidden, label],
                    )
                  }
                />
                {label}
              </label>
            ))}
          </fieldset>
        </details>
      </div>
    </div>
  );
}
