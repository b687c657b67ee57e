import { lazy, Suspense, useState } from "react";
import type { FinderProps } from "./finder-choice.ts";
import { useHydrated } from "./use-hydrated.ts";

/** Loaded after the page: proposals need scripts anyway, and are a tenth of what a page may load. */
const FinderComboBox = lazy(() => import("./finder-combo-box.tsx"));

/**
 * A text field that proposes what matches while one types. What is chosen or typed goes into the form as it stands,
 * so the field also works before scripts have loaded.
 * @param ask must be the same function from render to render; `id` of a choice is what the form gets
 */
export function FinderField(props: FinderProps) {
  const hydrated = useHydrated();
  const [text, setText] = useState(props.defaultValue);
  const [focused, setFocused] = useState(false);
  const plain = (
    <label className="col-span-2 min-w-0 sm:w-72 sm:grow">
      <span className="mb-1 block text-xs text-ink-soft">{props.label}</span>
      <input
        name={props.name}
        className="field"
        placeholder={props.placeholder}
        maxLength={500}
        required
        value={text}
        onChange={(event) => setText(event.target.value)}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      />
    </label>
  );
  if (!hydrated) return plain;
  return (
    <Suspense fallback={plain}>
      <FinderComboBox {...props} text={text} onText={setText} isFocused={focused} />
    </Suspense>
  );
}
