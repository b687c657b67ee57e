import { useRef, useState } from "react";

export type RowSelection = {
  selected: ReadonlySet<string>;
  /** @param isRange as far as the row that was chosen last */
  toggle: (key: string, isRange: boolean) => void;
  setAll: (isSelected: boolean) => void;
};

/** Which of the rows on show are selected; rows that are gone are not any more. @param keys in the order of the rows */
export function useRowSelection(keys: readonly string[]): RowSelection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);
  const selected = new Set(keys.filter((key) => chosen.has(key)));
  return {
    selected,
    toggle(key, isRange) {
      const isSelected = !selected.has(key);
      const from = isRange && last.current !== null ? keys.indexOf(last.current) : -1;
      const to = keys.indexOf(key);
      const range = from === -1 ? [key] : keys.slice(Math.min(from, to), Math.max(from, to) + 1);
      const changed = new Set(selected);
      for (const one of range) isSelected ? changed.add(one) : changed.delete(one);
      last.current = key;
      setChosen(changed);
    },
    setAll(isSelected) {
      setChosen(new Set(isSelected ? keys : []));
    },
  };
}
